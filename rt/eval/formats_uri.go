package eval

import (
	"strings"
	"unicode/utf8"
)

// isURI follows RFC 3986 (RFC 3987 when international); relative allows
// references.
func isURI(s string, relative, international bool) bool {
	for i := 0; i < len(s); i++ {
		b := s[i]
		switch {
		case b == '%':
			if i+2 >= len(s) || !hexDigit(s[i+1]) || !hexDigit(s[i+2]) {
				return false
			}
		case b >= utf8.RuneSelf:
			if !international {
				return false
			}
		case !letter(b) && !digit(b) && !strings.ContainsRune("-._~:/?#[]@!$&'()*+,;=", rune(b)):
			return false
		}
	}
	rest, fragment, _ := strings.Cut(s, "#")
	if strings.ContainsAny(fragment, "#[]") {
		return false
	}
	rest, query, _ := strings.Cut(rest, "?")
	if strings.ContainsAny(query, "[]") {
		return false
	}
	colon := strings.IndexByte(rest, ':')
	slash := strings.IndexByte(rest, '/')
	switch {
	case colon >= 0 && (slash < 0 || colon < slash):
		// What stands before the first colon is a scheme, in references too.
		if !isScheme(rest[:colon]) {
			return false
		}
		rest = rest[colon+1:]
	case !relative:
		return false
	}
	if authority, found := strings.CutPrefix(rest, "//"); found {
		path := ""
		if i := strings.IndexByte(authority, '/'); i >= 0 {
			authority, path = authority[:i], authority[i:]
		}
		return isAuthority(authority) && !strings.ContainsAny(path, "[]")
	}
	return !strings.ContainsAny(rest, "[]")
}

func isScheme(s string) bool {
	if s == "" || !letter(s[0]) {
		return false
	}
	for i := 1; i < len(s); i++ {
		if b := s[i]; !letter(b) && !digit(b) && b != '+' && b != '-' && b != '.' {
			return false
		}
	}
	return true
}

func isAuthority(s string) bool {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		if strings.ContainsAny(s[:i], "@[]") {
			return false
		}
		s = s[i+1:]
	}
	if literal, found := strings.CutPrefix(s, "["); found {
		address, port, closed := strings.Cut(literal, "]")
		if !closed || port != "" && (port[0] != ':' || port != ":" && !allDigits(port[1:])) {
			return false
		}
		if strings.HasPrefix(address, "v") || strings.HasPrefix(address, "V") {
			version, rest, dot := strings.Cut(address[1:], ".")
			return dot && version != "" && rest != "" && strings.Trim(version, "0123456789abcdefABCDEF") == ""
		}
		return isIPv6(address)
	}
	host, port, hasPort := strings.Cut(s, ":")
	return !strings.ContainsAny(host, "[]") && (!hasPort || port == "" || allDigits(port))
}

// isURITemplate follows RFC 6570.
func isURITemplate(s string) bool {
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 || !isExpression(s[i+1:i+end]) {
				return false
			}
			i += end
		case b == '%':
			if i+2 >= len(s) || !hexDigit(s[i+1]) || !hexDigit(s[i+2]) {
				return false
			}
		case b <= ' ' || b == 0x7f || strings.IndexByte("\"'<>\\^`|}", b) >= 0:
			return false
		}
	}
	return true
}

func isExpression(s string) bool {
	if s != "" && strings.IndexByte("+#./;?&=,!@|", s[0]) >= 0 {
		s = s[1:]
	}
	for _, spec := range strings.Split(s, ",") {
		name, length, prefixed := strings.Cut(strings.TrimSuffix(spec, "*"), ":")
		if prefixed && (len(length) > 4 || !allDigits(length) || length[0] == '0' || strings.HasSuffix(spec, "*")) {
			return false
		}
		for _, part := range strings.Split(name, ".") {
			if part == "" {
				return false
			}
			for i := 0; i < len(part); i++ {
				if b := part[i]; b == '%' {
					if i+2 >= len(part) || !hexDigit(part[i+1]) || !hexDigit(part[i+2]) {
						return false
					}
					i += 2
				} else if !letter(b) && !digit(b) && b != '_' {
					return false
				}
			}
		}
	}
	return true
}
