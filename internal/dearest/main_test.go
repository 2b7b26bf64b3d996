package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// stream writes events; each is action, test, output and seconds.
func stream(events ...[4]string) string {
	var b strings.Builder
	for _, e := range events {
		seconds := e[3]
		if seconds == "" {
			seconds = "0"
		}
		fmt.Fprintf(&b, `{"Action":%q,"Package":"m/p","Test":%q,"Output":%q,"Elapsed":%s}`+"\n", e[0], e[1], e[2], seconds)
	}
	return b.String()
}

func TestRun(t *testing.T) {
	start := [4]string{"start"}
	quick := [][4]string{{"run", "TestQuick"}, {"output", "TestQuick", "chatter\n"}, {"pass", "TestQuick", "", "0.1"}}
	slow := [][4]string{{"run", "TestSlow"}, {"output", "TestSlow/part", "part\n"}, {"pass", "TestSlow/part", "", "2.4"}, {"pass", "TestSlow", "", "2.5"}}
	wrong := [][4]string{{"run", "TestWrong"}, {"output", "TestWrong/part", "wrong here\n"}, {"fail", "TestWrong/part", "", "1"}, {"fail", "TestWrong", "", "1"}}
	line := [4]string{"output", "", "ok  \tm/p\t1s\n"}
	all := func(lists ...[][4]string) (out [][4]string) {
		out = append(out, start)
		for _, l := range lists {
			out = append(out, l...)
		}
		return append(out, line)
	}
	for name, c := range map[string]struct {
		in   string
		want string
		ok   bool
		err  string
	}{
		"passed": {
			in: stream(append(all(quick, slow), [4]string{"pass"})...), ok: true,
			want: "ok  \tm/p\t1s\nthe 2 dearest of 2 tests:\n    2.50 s  p.TestSlow\n    0.10 s  p.TestQuick\n",
		},
		"parts that ran at once": {
			in:   stream(start, [4]string{"pass", "TestAll/one", "", "7"}, [4]string{"pass", "TestAll/two", "", "0.2"}, [4]string{"pass", "TestAll", "", "0.2"}, [4]string{"pass"}),
			want: "the 2 dearest of 2 tests:\n    7.00 s  p.TestAll/one\n    0.20 s  p.TestAll\n", ok: true,
		},
		"failed": {
			in:   stream(append(all(quick, wrong), [4]string{"fail"})...),
			want: "wrong here\nok  \tm/p\t1s\nthe 2 dearest of 2 tests:\n    1.00 s  p.TestWrong\n    0.10 s  p.TestQuick\n",
		},
		"does not build": {
			in: `{"ImportPath":"m/p [m/p.test]","Action":"build-output","Output":"p.go:1: no\n"}
{"ImportPath":"m/p [m/p.test]","Action":"build-fail"}
{"Action":"start","Package":"m/p"}
{"Action":"output","Package":"m/p","Output":"FAIL\tm/p [build failed]\n"}
{"Action":"fail","Package":"m/p","FailedBuild":"m/p [m/p.test]"}
`,
			want: "p.go:1: no\nFAIL\tm/p [build failed]\nthe 0 dearest of 0 tests:\n",
		},
		"ended by a limit": {
			in:   stream(start, [4]string{"output", "TestEndless", "panic: test timed out\n"}, [4]string{"output", "", "FAIL\tm/p\t9s\n"}, [4]string{"fail"}),
			want: "FAIL\tm/p\t9s\npanic: test timed out\nthe 0 dearest of 0 tests:\n",
		},
		"cut short":      {in: stream(all(quick)...), err: "did not come to their end"},
		"nothing at all": {in: "", err: "did not come to their end"},
		"no JSON":        {in: "ok m/p\n", err: "no output of go test -json"},
	} {
		var out strings.Builder
		ok, err := run(strings.NewReader(c.in), &out)
		assert.Equal(t, c.ok, ok, name)
		if c.err != "" {
			assert.ErrorContains(t, err, c.err, name)
			continue
		}
		assert.NoError(t, err, name)
		assert.Equal(t, c.want, out.String(), name)
	}
	var many [][4]string
	for i := range 12 {
		many = append(many, [4]string{"pass", fmt.Sprintf("Test%d", i), "", fmt.Sprint(i)})
	}
	var out strings.Builder
	ok, err := run(strings.NewReader(stream(append(all(many), [4]string{"pass"})...)), &out)
	assert.NoError(t, err)
	assert.True(t, ok)
	assert.Contains(t, out.String(), "the 10 dearest of 12 tests:\n   11.00 s  p.Test11\n")
	assert.NotContains(t, out.String(), "p.Test1\n")
}
