package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
)

var largeDir = flag.String("large", "", "`directory` of large schemas, of which each is compared with the next by name")

// measureLarge prints what processor time whole comparisons of large schemas take: reading both,
// every question, and the list of changes with what each breaks. One pair is made
// here, so that the figure does not need schemas of others.
func measureLarge(w io.Writer) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command does
	fmt.Fprintf(w, "\n| large schemas | bytes | changes | verdict | processor time |\n|---|--:|--:|---|--:|\n")
	wholly(w, "3,001 definitions, a hundred of them edited", []byte(description(3_001, 0)), []byte(description(3_001, 30)))
	if *largeDir == "" {
		return
	}
	files, err := filepath.Glob(filepath.Join(*largeDir, "*.json"))
	if err != nil || len(files) < 2 {
		fmt.Fprintf(w, "| %s | no two schemas there: %v | | | |\n", *largeDir, err)
		return
	}
	for i := range files[1:] {
		if versionsOf(files[i]) != versionsOf(files[i+1]) {
			continue
		}
		for _, pair := range [][2]string{{files[i], files[i+1]}, {files[i+1], files[i]}} {
			old, new := must(os.ReadFile(pair[0])), must(os.ReadFile(pair[1]))
			wholly(w, filepath.Base(pair[0])+" to "+filepath.Base(pair[1]), old, new)
		}
	}
}

// versionsOf is what the names of two versions of one schema have in common.
func versionsOf(file string) string {
	return strings.TrimRight(strings.TrimSuffix(filepath.Base(file), ".json"), "0123456789.")
}

func wholly(w io.Writer, name string, old, new []byte) {
	began := processorTime()
	a, b, err := load(string(old), string(new))
	if err != nil {
		fmt.Fprintf(w, "| %s | %d | | %s | |\n", name, len(old)+len(new), short(err))
		return
	}
	r := must(compat.Compare(context.Background(), a, b, compat.Options{Changes: true}))
	fmt.Fprintf(w, "| %s | %d | %d | %s, %s | %s |\n", name, len(old)+len(new), len(r.Changes), r.Verdict, r.RequiredBump, millis(processorTime()-began))
}

// description is a schema like those of large tools: n definitions that refer to
// each other, every fourth a union that a member tells apart. With edits, every
// edits-th definition has another bound, value or member.
func description(n, edits int) string {
	var b strings.Builder
	b.WriteString(`{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/D0","definitions":{`)
	for i := range n {
		bound, value, more := 100, "b", ""
		if edits > 0 && i%edits == edits-1 {
			bound, value, more = 99, "c", `,"more":{"type":"string"}`
		}
		next := func(k int) string { return fmt.Sprintf(`{"$ref":"#/definitions/D%d"}`, (i*k+1)%n) }
		if i > 0 {
			b.WriteByte(',')
		}
		if i%4 == 3 {
			fmt.Fprintf(&b, `"D%d":{"description":"One of the forms that the part %d may have.","anyOf":[`+
				`{"type":"object","properties":{"form":{"const":"a"},"part":%s},"required":["form"],"additionalProperties":false},`+
				`{"type":"object","properties":{"form":{"const":%q},"part":%s},"required":["form"],"additionalProperties":false}]}`, i, i, next(2), value, next(3))
			continue
		}
		fmt.Fprintf(&b, `"D%d":{"description":"The part %d of the description.","type":"object","additionalProperties":false,"properties":{`+
			`"size":{"description":"How large it is drawn.","type":"number","minimum":0,"maximum":%d},`+
			`"title":{"anyOf":[{"type":"string","minLength":1},{"type":"array","items":{"type":"string"}},{"type":"null"}]},`+
			`"kind":{"enum":["line","bar","point","area",%q]},"next":%s,"parts":{"type":"array","items":%s}%s}}`, i, i, bound, value, next(2), next(5), more)
	}
	b.WriteString("}}")
	return b.String()
}
