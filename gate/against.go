package gate

import (
	"context"
	"errors"
	"slices"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/config"
)

// compareAgainst compares the head with what it was at Options.Against, as that was
// read there.
func (c *checker) compareAgainst(ctx context.Context, h *head, broken *[]*breakage) error {
	i := slices.IndexFunc(c.pairs, func(p *pair) bool { return p.head == h })
	if i < 0 {
		return nil // the family is new
	}
	was := c.pairs[i].was
	if was.data == nil {
		return nil // it had no head
	}
	// A head of another major is a file of its own and pairs with none, so what pairs
	// here is one file whose $id may say another major now: that excuses nothing.
	old, later, err := c.loadFormer(ctx, was.Family, h.Family, was.Head.OS(), was.data)
	if err != nil {
		return err
	}
	if later {
		c.pairs[i].tell(RuleReleaseReread, key(h.Family, "later_keywords"), "the former head of %s means something else than at %s because of `later_keywords`", h.Name, c.against.Name)
	}
	_, _, err = c.compareWith(ctx, h, c.against.Name, old, broken)
	return err
}

// loadFormer reads a schema of the other commit as it was read there, but for keywords
// of later drafts, which have a meaning where they have one now: two readings of them
// cannot be compared. later says that this makes it another schema.
func (c *checker) loadFormer(ctx context.Context, was, now *config.Family, name string, data []byte) (s *compat.Schema, later bool, err error) {
	load := func(laterKeywords bool) (*compat.Schema, error) {
		f := *entering(was, now)
		f.LaterKeywords = laterKeywords
		s, _, err := loadSchema(ctx, &f, c.against.Name+":"+slashed(name), data, c.against.Read)
		var e *diag.Error
		if errors.As(err, &e) { // nobody mends that commit
			more := *e
			more.Message = "the schema of that commit cannot be read: " + e.Message
			more.Hint = "name another commit with --against, one that has it sound"
			err = &more
		}
		return s, err
	}
	if s, err = load(now.LaterKeywords); err != nil || was.LaterKeywords == now.LaterKeywords {
		return s, false, err
	}
	with := s
	if was.LaterKeywords {
		with, err = load(true)
	}
	return s, err == nil && with.LaterKeywords(), err
}
