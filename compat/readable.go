package compat

import (
	"errors"
	"slices"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

const (
	// codeUnread is the code of the note on what may be a definition by its place, and
	// cannot be read as one.
	codeUnread = "unread-definition"
	// maxTrials bounds the loads that find those and trialBytes what they read together,
	// beyond a few; maxUnread bounds the notes.
	maxTrials  = 40
	trialBytes = 1 << 23
	fewTrials  = 8
	maxUnread  = 10
)

// readable loads a schema that cannot be loaded together with all that looks like a
// definition and need not be one. What cannot be read as a schema is left out; a note
// tells.
type readable struct {
	f      *source.File
	opt    graph.Options
	trials int              // that are left
	unread map[string]error // by place, what was left out
}

// load returns the error of the schema itself when that is what cannot be loaded, and
// not for the reason that there was.
func (r *readable) load(f *source.File, opt graph.Options, reason error) (*graph.Graph, error) {
	var guesses []string
	opt.Guess = func(at string) bool {
		guesses = append(guesses, at)
		return false
	}
	g, err := sound(f, opt)
	if err != nil || len(guesses) == 0 {
		return g, err
	}
	slices.Sort(guesses)
	guesses = slices.Compact(guesses)
	r.f, r.opt, r.unread = f, opt, map[string]error{}
	r.trials = min(maxTrials, max(fewTrials, trialBytes/(1+f.Root.End-f.Root.Start)))
	r.halve(guesses, guesses, reason)
	opt.Guess = r.guess
	taken, err := sound(f, opt)
	if err != nil { // what can be read alone cannot be together
		for _, at := range guesses {
			r.unread[at] = err
		}
		taken = g
	}
	r.note(taken, guesses)
	return taken, nil
}

func (r *readable) guess(at string) bool { return r.unread[at] == nil }

// halve finds those of list that cannot be read, which together cannot for a reason.
func (r *readable) halve(all, list []string, reason error) {
	if len(list) > 1 && r.trials <= 0 {
		reason = errors.New("too much beside it cannot be read")
	}
	if len(list) == 1 || r.trials <= 0 {
		for _, at := range list {
			r.unread[at] = reason
		}
		return
	}
	for _, half := range [][]string{list[:len(list)/2], list[len(list)/2:]} {
		opt := r.opt
		opt.Guess = func(at string) bool {
			_, among := slices.BinarySearch(all, at)
			_, here := slices.BinarySearch(half, at)
			return here || !among
		}
		r.trials--
		if _, err := sound(r.f, opt); err != nil {
			r.halve(all, half, err)
		}
	}
}

// note adds a note on each that was left out.
func (r *readable) note(g *graph.Graph, guesses []string) {
	count := 0
	for _, at := range guesses {
		reason := r.unread[at]
		if reason == nil {
			continue
		}
		pointer := g.Root.Ptr() + at
		v, _ := r.f.At(pointer)
		if count++; count > maxUnread {
			continue
		}
		message := reason.Error()
		var where *diag.Error
		if errors.As(reason, &where) {
			message = where.Message
		}
		g.Notes = append(g.Notes, r.f.Errorf(v, pointer, codeUnread, "", "this is not read as a definition: %s", message))
	}
	if count > maxUnread {
		g.Notes = append(g.Notes, r.f.Errorf(g.Root.Value, g.Root.Ptr(), codeUnread, "", "%d more are not read as definitions", count-maxUnread))
	}
}
