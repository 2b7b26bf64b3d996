package verify

import "context"

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
