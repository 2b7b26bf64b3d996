package record

// indent spreads compact JSON over lines as json.Indent with two spaces does. It
// may trust its input, which the recorder made and checked, and takes strings
// whole; json.Indent looks at every byte twice, which is half of the time that a
// document of many steps takes.
func indent(src []byte) []byte {
	out := make([]byte, 0, len(src)+len(src)/2)
	depth := 0
	line := func() {
		out = append(out, '\n')
		for range depth {
			out = append(out, "  "...)
		}
	}
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch c {
		case '"':
			end := i + 1
			for ; src[end] != '"'; end++ {
				if src[end] == '\\' {
					end++
				}
			}
			out = append(out, src[i:end+1]...)
			i = end
		case '{', '[':
			out = append(out, c)
			if src[i+1] == c+2 { // } and ] come two behind { and [
				i++
				out = append(out, c+2)
				continue
			}
			depth++
			line()
		case '}', ']':
			depth--
			line()
			out = append(out, c)
		case ',':
			out = append(out, c)
			line()
		case ':':
			out = append(out, ": "...)
		default:
			out = append(out, c)
		}
	}
	return out
}
