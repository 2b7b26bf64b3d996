package rt

// Skip reads and checks one value of any kind.
func (c *Cursor) Skip() {
	switch c.Peek() {
	case KindNull:
		c.Nil()
	case KindBool:
		c.True()
	case KindNumber:
		c.Num()
	case KindString:
		c.text()
	case KindArray:
		if c.noting {
			c.skipNoting(KindArray)
			return
		}
		c.skipArray()
	case KindObject:
		if c.noting {
			c.skipNoting(KindObject)
			return
		}
		c.skipObject()
	default:
		if c.pos >= len(c.src) {
			c.unexpectedEnd("value")
			return
		}
		c.unexpected(wantValue)
	}
}

// Raw reads one value of any kind and returns its text.
func (c *Cursor) Raw() Raw {
	c.space()
	start := c.pos
	c.Skip()
	if c.dead {
		return Raw{}
	}
	return Raw{c.src[start:c.pos]}
}

// smallObject is the member count up to which names are compared pairwise.
const smallObject = 16

func (c *Cursor) skipArray() {
	for c.Enter(); c.Element(); {
		c.Skip()
	}
}

func (c *Cursor) skipObject() {
	base := len(c.names)
	var seen map[string]struct{}
	for c.Enter(); c.Member(); {
		key := c.key
		if seen == nil && len(c.names)-base == smallObject {
			seen = make(map[string]struct{}, 4*smallObject)
			for _, n := range c.names[base:] {
				seen[n] = struct{}{}
			}
		}
		if seen != nil {
			if _, dup := seen[key]; dup {
				c.Duplicate()
				break
			}
			seen[key] = struct{}{}
		} else {
			for _, n := range c.names[base:] {
				if n == key {
					c.Duplicate()
					break
				}
			}
			c.names = append(c.names, key)
		}
		c.Skip()
	}
	c.names = c.names[:base]
}
