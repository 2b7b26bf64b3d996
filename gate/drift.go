package gate

import (
	"context"
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/gen/output"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// drift holds the generated code against what the head generates.
func (c *checker) drift(ctx context.Context, h *head) error {
	for i := range h.Generate {
		if c.files != nil { // only planned, and so is what is generated from it
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.available(h, i); err != nil {
			return err
		}
		d, err := outputOf(ctx, h.Family, &h.Generate[i], h.path, h.file)
		if err != nil {
			return err
		}
		repair := "runresult generate --config " + quoted(slashed(c.config.File.Name))
		c.add(d.Findings(slashed(h.path), repair, repair+" --clean")...)
	}
	return nil
}

// outputOf compares one output of a family with what a text of its head gives.
func outputOf(ctx context.Context, f *config.Family, item *config.Generate, head string, file *source.File) (*output.Drift, error) {
	result, err := generate(ctx, f, item, file, head)
	if err != nil {
		return nil, err
	}
	return output.Compare(item.Out.OS(), result.Files)
}

// available refuses outputs that this version cannot make.
func (c *checker) available(h *head, i int) error {
	item := &h.Generate[i]
	if slices.Contains(gen.Languages(), item.Lang) {
		return nil
	}
	return c.config.File.Errorf(item.At, source.Join("/families", strconv.Itoa(h.index), "generate", strconv.Itoa(i)), config.Code,
		"leave it out", "generation of %s is not available in this version", item.Lang)
}
