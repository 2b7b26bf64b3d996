package gate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// ConfigName is what the configuration of a folder is called.
const ConfigName = "runresult.yaml"

// Project is a tree of files with a configuration: the schema families, their
// released versions, the CHANGELOG and the generated code. It is safe for
// concurrent use; a call that writes waits for the others and they for it.
type Project struct {
	path    string // of the configuration
	mu      sync.RWMutex
	compare compareFunc
}

// compareFunc compares two versions of a schema under a policy.
type compareFunc func(ctx context.Context, old, new *compat.Schema, d compat.Direction, c compat.Content) (*compat.Report, error)

// Open finds a project: path is a configuration, or a folder that holds one
// called runresult.yaml. The configuration is read here, so that its errors come
// early, and again by each call, because Release may write to it. What is wrong with
// a file is a *diag.Error, here and in every method.
func Open(path string) (*Project, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, ConfigName)
	}
	if _, err := config.Read(path); err != nil {
		return nil, err
	}
	return &Project{path: path, compare: compare}, nil
}

// compare asks compat, changes included.
func compare(ctx context.Context, old, new *compat.Schema, d compat.Direction, c compat.Content) (*compat.Report, error) {
	r, err := compat.Compare(ctx, old, new, compat.Options{Direction: d, Content: c, Changes: true})
	if err != nil {
		return nil, err
	}
	return r, ctx.Err()
}

// Check judges the families of the configuration. The error is about what could
// not be read or is no schema (with its place), about a file that could not be
// written, the context's, or a *compat.Fault. When it is about single families, the
// report comes with it: it has the others and is not OK. Nothing is fixed then.
func (p *Project) Check(ctx context.Context, opt Options) (*Report, error) {
	if err := source.NeedContext(ctx); err != nil {
		return nil, err
	}
	if opt.Against != nil && opt.Against.Read == nil {
		return nil, source.Misuse("set Against.Read", "there is no way to read the state to compare with")
	}
	if opt.Fix {
		p.mu.Lock()
		defer p.mu.Unlock()
	} else {
		p.mu.RLock()
		defer p.mu.RUnlock()
	}
	conf, err := config.Read(p.path)
	if err != nil {
		return nil, err
	}
	c, err := p.judge(ctx, conf, opt.Against, nil)
	if err != nil {
		return nil, err
	}
	if err := c.err(); err != nil || !opt.Fix {
		return c.report, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	fixed, err := c.fix()
	if err != nil {
		return nil, err
	}
	if len(fixed) > 0 {
		if c, err = p.judge(ctx, conf, opt.Against, nil); err != nil {
			return nil, err
		}
	}
	c.report.Fixed = fixed
	return c.report, c.err()
}

// err is why families could not be judged, or nil.
func (c *checker) err() error {
	var all []error
	for _, f := range c.report.Families {
		if f.Err != nil {
			all = append(all, f.Err)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}
