package gate

import (
	"context"
	"slices"
)

// compareAgainst compares the head with what it was at Options.Against, as that was
// read there.
func (c *checker) compareAgainst(ctx context.Context, h *head, broken *[]*breakage) error {
	i := slices.IndexFunc(c.pairs, func(p *pair) bool { return p.head == h })
	if i < 0 {
		return nil // the family is new
	}
	was := c.pairs[i].was
	if was.data == nil || was.major >= 0 && was.major != h.version.major {
		return nil // it had no head, or another major, which owes this one nothing
	}
	old, _, err := loadSchema(ctx, entering(was.Family, h.Family), c.against.Name+":"+slashed(was.Head.OS()), was.data, c.against.Read)
	if err != nil {
		return err
	}
	_, _, err = c.compareWith(ctx, h, c.against.Name, old, broken)
	return err
}
