package eval

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// KnownFormat reports whether the house asserts a format where formats are
// asserted, here and wherever else documents are judged. The others have no exact
// definition, or one that changes with Unicode (idn-email, idn-hostname); they
// stay annotations.
func KnownFormat(name string) bool { return formats[name] != nil }

// Formats lists the known formats, sorted.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// MatchFormat reports whether text is of a format; everything is of one that is
// not known.
func MatchFormat(name, text string) bool {
	match := formats[name]
	return match == nil || match(text)
}

var formats = map[string]func(string) bool{
	"date":                  isDate,
	"time":                  isTime,
	"date-time":             isDateTime,
	"duration":              isDuration,
	"email":                 isEmail,
	"hostname":              isHostname,
	"ipv4":                  isIPv4,
	"ipv6":                  isIPv6,
	"uri":                   func(s string) bool { return isURI(s, false, false) },
	"uri-reference":         func(s string) bool { return isURI(s, true, false) },
	"iri":                   func(s string) bool { return isURI(s, false, true) },
	"iri-reference":         func(s string) bool { return isURI(s, true, true) },
	"uri-template":          isURITemplate,
	"regex":                 isRegex,
	"uuid":                  isUUID,
	"json-pointer":          isPointer,
	"relative-json-pointer": isRelativePointer,
}

func digit(b byte) bool { return b-'0' <= 9 }

func hexDigit(b byte) bool { return digit(b) || b|0x20 >= 'a' && b|0x20 <= 'f' }

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// two reads the two digits at i; -1 when there are none.
func two(s string, i int) int {
	if i+2 > len(s) || !digit(s[i]) || !digit(s[i+1]) {
		return -1
	}
	return int(s[i]-'0')*10 + int(s[i+1]-'0')
}

// isDate follows full-date of RFC 3339.
func isDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	century, year, month, day := two(s, 0), two(s, 2), two(s, 5), two(s, 8)
	if century < 0 || year < 0 || month < 1 || month > 12 || day < 1 {
		return false
	}
	year += century * 100
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// isTime follows full-time of RFC 3339; a leap second stands at the end of a
// day in UTC.
func isTime(s string) bool {
	if len(s) < 9 || s[2] != ':' || s[5] != ':' {
		return false
	}
	hour, minute, second := two(s, 0), two(s, 3), two(s, 6)
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return false
	}
	rest := s[8:]
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && digit(rest[n]) {
			n++
		}
		if n == 1 {
			return false
		}
		rest = rest[n:]
	}
	offset := 0
	switch {
	case rest == "Z" || rest == "z":
	case len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':':
		h, m := two(rest, 1), two(rest, 4)
		if h < 0 || h > 23 || m < 0 || m > 59 {
			return false
		}
		if offset = h*60 + m; rest[0] == '-' {
			offset = -offset
		}
	default:
		return false
	}
	const day = 24 * 60
	return second < 60 || (hour*60+minute-offset+2*day)%day == day-1
}

// isDateTime follows date-time of RFC 3339.
func isDateTime(s string) bool {
	return len(s) > 11 && (s[10] == 'T' || s[10] == 't') && isDate(s[:10]) && isTime(s[11:])
}

// isDuration follows appendix A of RFC 3339: units in order, weeks alone.
func isDuration(s string) bool {
	rest, found := strings.CutPrefix(s, "P")
	if !found {
		return false
	}
	date, time, hasTime := strings.Cut(rest, "T")
	if n := len(date); n > 0 && date[n-1] == 'W' {
		return !hasTime && allDigits(date[:n-1])
	}
	if hasTime {
		return time != "" && isUnits(time, "HMS") && isUnits(date, "YMD")
	}
	return date != "" && isUnits(date, "YMD")
}

// isUnits matches numbers with units of a list, in its order and without gaps.
func isUnits(s, units string) bool {
	last := -1
	for s != "" {
		n := 0
		for n < len(s) && digit(s[n]) {
			n++
		}
		if n == 0 || n == len(s) {
			return false
		}
		u := strings.IndexByte(units, s[n])
		if u < 0 || last >= 0 && u != last+1 {
			return false
		}
		last, s = u, s[n+1:]
	}
	return true
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			return false
		}
	}
	return s != ""
}

// isEmail follows Mailbox of RFC 5321 in ASCII.
func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	if address, found := strings.CutPrefix(domain, "["); found {
		address, closed := strings.CutSuffix(address, "]")
		if v6, is6 := strings.CutPrefix(address, "IPv6:"); is6 {
			return closed && isLocalPart(local) && isIPv6(v6)
		}
		return closed && isLocalPart(local) && isIPv4(address)
	}
	return isLocalPart(local) && isHostname(domain)
}

func isLocalPart(s string) bool {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		for i := 1; i < len(s)-1; i++ {
			if s[i] == '\\' {
				if i++; i == len(s)-1 {
					return false
				}
			} else if s[i] == '"' {
				return false
			}
			if s[i] < ' ' || s[i] > '~' {
				return false
			}
		}
		return true
	}
	for _, atom := range strings.Split(s, ".") {
		if atom == "" {
			return false
		}
		for i := 0; i < len(atom); i++ {
			if b := atom[i]; !letter(b) && !digit(b) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", rune(b)) {
				return false
			}
		}
	}
	return true
}

// isHostname follows RFC 1123, section 2.1.
func isHostname(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := 0; i < len(label); i++ {
			if !letter(label[i]) && !digit(label[i]) && label[i] != '-' {
				return false
			}
		}
	}
	return true
}

func isIPv4(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is4()
}

func isIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6() && a.Zone() == ""
}

// isUUID follows the text form of RFC 4122.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !hexDigit(s[i]) {
				return false
			}
		}
	}
	return true
}

// isPointer follows RFC 6901.
func isPointer(s string) bool {
	if s != "" && s[0] != '/' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '~' && (i+1 == len(s) || s[i+1] != '0' && s[i+1] != '1') {
			return false
		}
	}
	return true
}

func isRelativePointer(s string) bool {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	return s[n:] == "#" || isPointer(s[n:])
}
