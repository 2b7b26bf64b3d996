package decide

import (
	"fmt"
	"math/big"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// language is what a format says of a string in words that the search follows: it
// matches all of the patterns and has at most so many characters.
type language struct {
	patterns []*graph.Pattern
	longest  *big.Int // nil: any number
}

// languages holds the formats whose languages are regular, as package eval asserts
// them. Only regex is not, and what that package does not assert.
var languages = map[string]func() language{
	"date":                  sync.OnceValue(func() language { return regular(whole(fullDate)) }),
	"time":                  sync.OnceValue(func() language { return regular(instant("")...) }),
	"date-time":             sync.OnceValue(func() language { return regular(instant(fullDate + `[Tt]`)...) }),
	"duration":              sync.OnceValue(func() language { return regular(duration()) }),
	"email":                 sync.OnceValue(func() language { return upTo(318, mailbox()...) }),
	"hostname":              sync.OnceValue(func() language { return upTo(253, whole(hostname)) }),
	"ipv4":                  sync.OnceValue(func() language { return regular(whole(ipv4)) }),
	"ipv6":                  sync.OnceValue(func() language { return regular(whole(ipv6())) }),
	"uri":                   sync.OnceValue(func() language { return regular(uri(false, false)) }),
	"uri-reference":         sync.OnceValue(func() language { return regular(uri(true, false)) }),
	"iri":                   sync.OnceValue(func() language { return regular(uri(false, true)) }),
	"iri-reference":         sync.OnceValue(func() language { return regular(uri(true, true)) }),
	"uri-template":          sync.OnceValue(func() language { return regular(uriTemplate) }),
	"uuid":                  sync.OnceValue(func() language { return regular(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`) }),
	"json-pointer":          sync.OnceValue(func() language { return regular(whole(jsonPointer)) }),
	"relative-json-pointer": sync.OnceValue(func() language { return regular(`^(?:0|[1-9][0-9]*)(?:#|` + jsonPointer + `)$`) }),
}

// regular parses the patterns of a language; they are ours, so that they parse.
func regular(sources ...string) language {
	var l language
	for _, text := range sources {
		p, err := pattern.Parse(text)
		if err != nil {
			panic(fmt.Sprintf("decide: the pattern %s of a format: %v", text, err))
		}
		l.patterns = append(l.patterns, &graph.Pattern{Source: text, P: p})
	}
	return l
}

func upTo(longest int64, sources ...string) language {
	l := regular(sources...)
	l.longest = big.NewInt(longest)
	return l
}

func whole(expression string) string { return "^(?:" + expression + ")$" }

const (
	leapYears = `(?:[02468][048]|[13579][26])`
	fullDate  = `(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))` +
		`|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|` + leapYears + `00)-02-29)`
	octet    = `(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])`
	ipv4     = octet + `(?:\.` + octet + `){3}`
	label    = `[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?`
	hostname = label + `(?:\.` + label + `)*`

	jsonPointer = `(?:/(?:[^~/]|~[01])*)*`

	percent     = `%[0-9A-Fa-f]{2}`
	name        = `(?:[0-9A-Za-z_]|` + percent + `)+`
	variable    = name + `(?:\.` + name + `)*(?:\*|:[1-9][0-9]{0,3})?`
	uriTemplate = `^(?:[^\x00-\x20\x7f"'<>\\^` + "`" + `|{}%]|` + percent + `|\{[+#./;?&=,!@|]?` + variable + `(?:,` + variable + `)*\})*$`
)

// instant are the patterns of full-time behind what stands before it. A leap second
// is at the end of a day in UTC, for which hours and minutes are compared with the
// offset each by itself.
func instant(before string) []string {
	skip := ""
	if before != "" {
		skip = `[^]{11}`
	}
	hour, rest := `(?:[01][0-9]|2[0-3])`, `60[.0-9]*`
	var minutes, hours []string
	for m := range 60 {
		z := ""
		if m == 59 {
			z = `[Zz]|`
		}
		minutes = append(minutes, fmt.Sprintf(`%02d:%s(?:%s\+..:%02d|-..:%02d)`, m, rest, z, (m+1)%60, 59-m))
	}
	for h := range 24 {
		z := ""
		if h == 23 {
			z = `[Zz]$|`
		}
		hours = append(hours, fmt.Sprintf(`%02d:(?:59:%s(?:%s\+%02d|-%02d)|(?:[0-4].|5[0-8]):%s(?:%s\+%02d|-%02d))`,
			h, rest, z, (h+1)%24, 23-h, rest, z, h, 23-h))
	}
	usual := `^` + skip + `.{6}[0-5]|^` + skip
	return []string{
		`^` + before + hour + `:[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:[Zz]|[+\-]` + hour + `:[0-5][0-9])$`,
		usual + `.{3}(?:` + strings.Join(minutes, "|") + `)$`,
		usual + `(?:` + strings.Join(hours, "|") + `)`,
	}
}

// duration is of appendix A of RFC 3339: units in order and without gaps.
func duration() string {
	units := func(a, b, c string) string {
		n := `[0-9]+`
		return `(?:` + n + a + `(?:` + n + b + `(?:` + n + c + `)?)?|` + n + b + `(?:` + n + c + `)?|` + n + c + `)`
	}
	date, time := units("Y", "M", "D"), `T`+units("H", "M", "S")
	return `^P(?:[0-9]+W|` + date + `(?:` + time + `)?|` + time + `)$`
}

// ipv6 lists where the gap can be: up to seven groups around it, the last two of
// which can be an IPv4 address.
func ipv6() string {
	const group = `[0-9A-Fa-f]{1,4}`
	groups := func(n int) string { // exactly n
		if n == 0 {
			return ``
		}
		last := group
		if n >= 2 {
			last = `(?:` + group + `:` + group + `|` + ipv4 + `)`
			n--
		}
		return fmt.Sprintf(`(?:%s:){%d}%s`, group, n-1, last)
	}
	all := []string{groups(8)}
	for left := range 8 {
		before := ``
		if left > 0 {
			before = fmt.Sprintf(`(?:%s:){%d}%s`, group, left-1, group)
		}
		var after []string
		for right := range 8 - left {
			after = append(after, groups(right))
		}
		all = append(all, before+`::(?:`+strings.Join(after, `|`)+`)`)
	}
	return strings.Join(all, `|`)
}

// mailbox is of RFC 5321 in ASCII: form, and the lengths of the two parts.
func mailbox() []string {
	const atom = "[0-9A-Za-z!#$%&'*+\\-/=?^_`{|}~]+"
	return []string{
		`^(?:` + atom + `(?:\.` + atom + `)*|"(?:[ !#-\[\]-~]|\\[ -~])*")@(?:` + hostname + `|\[` + ipv4 + `\]|\[IPv6:(?:` + ipv6() + `)\])$`,
		`^[^]{1,64}@[^@]*$`,
		`@[^@]{1,253}$`,
	}
}

// uri is of RFC 3986, or of RFC 3987 where other characters than those of ASCII
// may stand, with relative references or without.
func uri(relative, international bool) string {
	class := func(more string) string {
		set := `0-9A-Za-z\-._~!$&'()*+,;=` + more
		if international {
			set += `\u{80}-\u{10ffff}`
		}
		return `(?:[` + set + `]|` + percent + `)`
	}
	path, segment, query := class(`:@/`), class(`:@`), class(`:@/?`)
	authority := `(?:` + class(`:`) + `*@)?(?:\[(?:[vV][0-9A-Fa-f]+\.` + class(`:\[`) + `+|` + ipv6() + `)\]|` + class(``) + `*)(?::[0-9]*)?`
	begin := func(first string) string { // no authority
		return `(?:/(?:` + segment + path + `*)?|` + first + `)?`
	}
	hierarchy := func(first string) string { return `(?://` + authority + `(?:/` + path + `*)?|` + begin(first) + `)` }
	out := `[A-Za-z][0-9A-Za-z+\-.]*:` + hierarchy(segment+path+`*`)
	if relative {
		out = `(?:` + out + `|` + hierarchy(class(`@`)+`+(?:/`+path+`*)?`) + `)`
	}
	return `^` + out + `(?:\?` + query + `*)?(?:#` + query + `*)?$`
}
