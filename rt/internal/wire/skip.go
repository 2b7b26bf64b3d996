package wire

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
		c.Text()
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
		c.Unexpected(WantValue)
	}
}

// RawText reads one value of any kind and returns its text, "" after an error.
func (c *Cursor) RawText() string {
	c.space()
	start := c.pos
	c.Skip()
	if c.dead {
		return ""
	}
	return c.src[start:c.pos]
}

// SmallObject is the member count up to which names are compared pairwise.
const SmallObject = 16

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
		if seen == nil && len(c.names)-base == SmallObject {
			seen = make(map[string]struct{}, 4*SmallObject)
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
