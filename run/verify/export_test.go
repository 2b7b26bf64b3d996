package verify

import (
	"context"
	"fmt"
	"slices"
)

// Everything lists the codes of the errors that the checks find in a document,
// before what only follows from others is left out.
func Everything(name string, data []byte, opt Options) (codes []string) {
	c := newChecker(context.Background(), name, data, opt)
	c.check()
	c.close()
	nothing := newFold(nil) // is in doubt
	for _, x := range c.all {
		list := []*found{x}
		if x.tally != nil {
			list = x.tally(nothing)
		}
		for _, x := range list {
			if x.weight().Fails() {
				codes = append(codes, x.rule.ID)
			}
		}
	}
	return codes
}

// In all tests a check finds nothing but what the table says that it can find.
func init() {
	for _, list := range [][]check{documentChecks, evidenceChecks} {
		for i := range list {
			run, finds := list[i].run, list[i].finds
			list[i].run = func(c *checker) {
				before := len(c.all)
				run(c)
				for _, x := range c.all[before:] {
					mayFind(x, func(x *found) {
						if !slices.Contains(finds, x.rule) {
							panic(fmt.Sprintf("a check finds %s: list the rule beside it in checks.go", x.rule.ID))
						}
					})
				}
			}
		}
	}
}

// mayFind asks about a finding, or about all that a tally will give.
func mayFind(x *found, ask func(*found)) {
	if x.tally == nil {
		ask(x)
		return
	}
	tally := x.tally
	x.tally = func(f *fold) []*found {
		list := tally(f)
		for _, y := range list {
			ask(y)
		}
		return list
	}
}
