package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// page writes docs/compat-results.md.
func page(tallies []*tally) string {
	var b strings.Builder
	b.WriteString("# What `compat` answers\n\n" +
		"Written by `make compat-results PAIRS_DIR=DIR`, which has every row of the `*.jsonl` files of a directory decided as " +
		"`runresult compat --batch --direction backward --content open` does and compares the verdict with the truth that the row carries. " +
		"A row is `{\"id\", \"old\", \"new\", \"contained\", \"draft\"}`; `contained` says whether every document of `old` is one of `new`, and is `null` where nobody knows.\n\n")
	b.WriteString("| file | rows | right | wrong | unknown | error | truth refuted | right, of all with a truth | incompatible | … with a confirmed witness | median | p99 |\n" +
		"|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	sum := &tally{name: "**all**"}
	for _, t := range tallies {
		b.WriteString(t.line())
		sum.add(t)
	}
	b.WriteString(sum.line())
	b.WriteString("\nTimes include reading both schemas and checking them against their meta-schema, one pair at a time.\n")

	if len(sum.evidence) > 0 {
		b.WriteString("\n## Truths that are refuted\n\n" +
			"The verdict is not what these rows say, and documents show that it is right. They count in no other column.\n\n")
		for _, e := range sum.evidence {
			b.WriteString("- " + e + "\n")
		}
	}

	b.WriteString("\n## Rows without hard keywords\n\n" +
		"Those that use no pattern beyond plain text, no `unevaluated*` and no dynamic reference.\n\n" +
		"| file | rows | unknown or error | share |\n|---|--:|--:|--:|\n")
	for _, t := range append(slices.Clone(tallies), sum) {
		fmt.Fprintf(&b, "| %s | %d | %d | %s |\n", t.name, t.plain, t.plainOpen, percent(t.plainOpen, t.plain))
	}

	b.WriteString("\n## Why rows are open\n\n")
	if len(sum.reasons) == 0 {
		b.WriteString("None is.\n")
		return b.String()
	}
	b.WriteString("| file | rows | reason, and the keyword that stands in the way |\n|---|--:|---|\n")
	for _, t := range tallies {
		for _, reason := range t.sortedReasons() {
			fmt.Fprintf(&b, "| %s | %d | %s |\n", t.name, t.reasons[reason], strings.ReplaceAll(reason, "|", `\|`))
		}
	}
	return b.String()
}

// line writes one row of the first table.
func (t *tally) line() string {
	unknown := fmt.Sprint(t.unknown)
	if t.unlabelled > 0 {
		unknown += fmt.Sprintf(" (and %d of %d without a truth)", t.unlabelledUnknown, t.unlabelled)
	}
	truths := t.right + t.wrong + t.unknown + t.failed
	return fmt.Sprintf("| %s | %d | %d | %d | %s | %d | %d | %s | %d | %d | %s | %s |\n",
		t.name, t.rows, t.right, t.wrong, unknown, t.failed, t.refuted, percent(t.right, truths), t.incompatible, t.confirmed,
		millis(percentile(t.times, 50)), millis(percentile(t.times, 99)))
}

func (t *tally) add(o *tally) {
	t.rows, t.right, t.wrong, t.unknown, t.failed = t.rows+o.rows, t.right+o.right, t.wrong+o.wrong, t.unknown+o.unknown, t.failed+o.failed
	t.unlabelled, t.unlabelledUnknown = t.unlabelled+o.unlabelled, t.unlabelledUnknown+o.unlabelledUnknown
	t.incompatible, t.confirmed = t.incompatible+o.incompatible, t.confirmed+o.confirmed
	t.plain, t.plainOpen = t.plain+o.plain, t.plainOpen+o.plainOpen
	t.refuted, t.evidence = t.refuted+o.refuted, append(t.evidence, o.evidence...)
	t.times = append(t.times, o.times...)
	if t.reasons == nil {
		t.reasons = map[string]int{}
	}
	for reason, n := range o.reasons {
		t.reasons[reason] += n
	}
}

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f %%", 100*float64(n)/float64(of))
}

// percentile returns the smallest duration that p percent of them do not exceed.
func percentile(times []time.Duration, p int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	list := slices.Sorted(slices.Values(times))
	return list[(len(list)*p+99)/100-1]
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%.3g ms", float64(d.Microseconds())/1000)
}
