package eval

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFormats(t *testing.T) {
	for name, c := range map[string]struct{ good, bad []string }{
		"date":                  {[]string{"2024-02-29", "0000-01-01", "1900-12-31"}, []string{"1900-02-29", "2024-13-01", "2024-1-01", "2024-01-00", "2024-04-31", "২০২৪-01-01", "20240101"}},
		"time":                  {[]string{"00:00:00Z", "23:59:59.123456789+14:00", "23:59:60z", "15:59:60-08:00", "00:29:60+00:30"}, []string{"24:00:00Z", "00:00:00", "00:00:00.Z", "00:60:00Z", "12:00:60Z", "00:00:00+24:00", "00:00:00+0100"}},
		"date-time":             {[]string{"2024-01-01T00:00:00Z", "1985-04-12t23:20:50.52z"}, []string{"2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "2024-01-01", ""}},
		"duration":              {[]string{"P1Y2M3D", "PT1H2M3S", "P4W", "P1DT12H", "PT0S"}, []string{"P", "PT", "P1", "P1D1Y", "P1Y1D", "P1W1D", "PW", "P1DT", "1D", "PT1D", "P1YT1HX"}},
		"email":                 {[]string{"a@b.c", `"a b"@c.d`, "a.b+c@d-e.f", "a@[127.0.0.1]", "a@[IPv6:::1]"}, []string{"a", "@b", "a@", ".a@b", "a.@b", "a..b@c", "a@-b", "a@[300.0.0.1]", "a@[127.0.0.1", `"@b`, "ä@b.c"}},
		"hostname":              {[]string{"a", "a.b-c.d", "1.2"}, []string{"", "a..b", "-a", "a-", "a_b", "a."}},
		"ipv4":                  {[]string{"1.2.3.4"}, []string{"1.2.3", "256.1.1.1", "01.2.3.4", "::1"}},
		"ipv6":                  {[]string{"::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"}, []string{"1.2.3.4", "fe80::1%eth0", ":::", "12345::"}},
		"uri":                   {[]string{"http://a/b?c#d", "urn:x:y", "http://[::1]:80/", "a://", "mailto:a@b", "http://a:1@b"}, []string{"/a", "a", "http://a b", "http://[1]/", "h%zz:", "http://a/<", "1a:b", "http://a:b/", "http://ä", "a:#b#c", "a:[", "http://a/[", "http://[::1]x/"}},
		"uri-reference":         {[]string{"", "a/b", "#f", "?q", "//h/p", "../x", "a/b:c"}, []string{"\\a", "1:b", "#a#b", ":a"}},
		"iri":                   {[]string{"http://ä/ö"}, []string{"ä"}},
		"iri-reference":         {[]string{"ä/ö#ü"}, []string{"a b"}},
		"uri-template":          {[]string{"", "http://a/{b}", "{+a,b*}{?c:3}", "{a.b}", "{%41}"}, []string{"{", "}", "{}", "{a", "{a:0}", "{a b}", "<", "%4", "{a..b}", "{a%4}"}},
		"regex":                 {[]string{"", "^(a|b)*$", `(?=a)\cA`, "[^]", `\p{L}\P{Script=Greek}`, `(?<a>x)\k<a>`, "(?:^)*", "a{2,3}?", "${x}", `[\w-.]`}, []string{"^(abc", "abc)", "[", "(?i)a", "a**", "{1}", "a{3,2}", `\`, `\1`, `\k<a>`, "(?<a>x)(?<a>y)", `\p{Foo}`, `\A`, "[z-a]", "[[:alpha:]]", "^*", "(?<=a)+", `\u{110000}`, "(?P<n>a)", "\xff"}},
		"uuid":                  {[]string{"2eb8aa08-aa98-11ea-b4aa-73b441d16380"}, []string{"2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "2eb8aa08-aa98-11ea-b4aa_73b441d16380"}},
		"json-pointer":          {[]string{"", "/", "/a~0b~1", "//"}, []string{"a", "/~", "/~2", "#/a"}},
		"relative-json-pointer": {[]string{"0", "1/a", "0#", "12"}, []string{"", "/a", "-1", "01", "1a", "0##"}},
	} {
		assert.True(t, KnownFormat(name), name)
		for _, s := range c.good {
			assert.True(t, formats[name](s), "%s %q", name, s)
		}
		for _, s := range c.bad {
			assert.False(t, formats[name](s), "%s %q", name, s)
		}
	}
	assert.False(t, KnownFormat("colour"))
	assert.Len(t, formats, 17)
}
