package compat

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Entry is what Compare found about one entry point: a schema that others refer to by
// its place, and that is therefore compared by itself.
type Entry struct {
	// At is the JSON Pointer of the entry point, counted from the schemas that were
	// given; "" is the schema itself.
	At string
	// OldFile and NewFile are the files of a bundle that the entry point is in, "" where a
	// side has none and of schemas that are no bundle.
	OldFile, NewFile string
	// Only is the side that has it where the other has not: SideOld of one that is
	// gone, SideNew of one that was added.
	Only string
	// Report is the answer about the entry point. Entries and Notes are empty in it.
	Report *Report
}

// MarshalJSON implements json.Marshaler. The values and documents of changes stand in
// the list of the whole, which has each change once.
func (e Entry) MarshalJSON() ([]byte, error) {
	r := e.Report
	form := struct {
		At           string       `json:"at"`
		OldFile      string       `json:"old_file,omitempty"`
		NewFile      string       `json:"new_file,omitempty"`
		Only         string       `json:"only,omitempty"`
		Verdict      Verdict      `json:"verdict"`
		RequiredBump *Bump        `json:"required_bump,omitempty"`
		Backward     *Inclusion   `json:"backward,omitempty"`
		Forward      *Inclusion   `json:"forward,omitempty"`
		Reader       *Reader      `json:"reader,omitempty"`
		Changes      []Change     `json:"changes"`
		Unknowns     []Unresolved `json:"unknowns"`
	}{
		e.At, e.OldFile, e.NewFile, e.Only, r.Verdict, nil, r.Backward, r.Forward, r.Reader, make([]Change, len(r.Changes)), r.Unknowns,
	}
	if r.Reader != nil {
		form.RequiredBump = &r.RequiredBump
	}
	for i, c := range r.Changes {
		c.Old, c.New, c.Witness = nil, nil, nil
		form.Changes[i] = c
	}
	if form.Unknowns == nil {
		form.Unknowns = []Unresolved{}
	}
	return marshal(form)
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *Entry) UnmarshalJSON(text []byte) error {
	form := struct {
		At, Only string
		OldFile  string `json:"old_file"`
		NewFile  string `json:"new_file"`
	}{}
	r := &Report{FormatVersion: FormatVersion}
	if err := errors.Join(json.Unmarshal(text, &form), json.Unmarshal(text, r)); err != nil {
		return err
	}
	*e = Entry{At: form.At, OldFile: form.OldFile, NewFile: form.NewFile, Only: form.Only, Report: r}
	return nil
}

// Differs reports whether anything is different at the entry point.
func (e Entry) Differs() bool {
	r := e.Report
	return r == nil || e.Only != "" || r.Verdict != Compatible || len(r.Changes) > 0 || r.Reader != nil && r.RequiredBump != BumpNone
}

// gather makes the report of the whole from those of its entry points: the worst of
// the answers, and every change once.
func (r *Report) gather(entries []Entry) {
	r.Entries = entries
	r.Verdict, r.RequiredBump = Compatible, BumpNone
	at := map[changeKey]int{}
	told := map[string]bool{}
	for _, e := range entries {
		x := e.Report
		r.Verdict = worse(r.Verdict, x.Verdict)
		r.RequiredBump = worseBump(r.RequiredBump, x.RequiredBump)
		r.showing(x)
		r.Reader = r.Reader.with(x.Reader)
		for _, c := range x.Changes {
			if i, known := at[c.key()]; known {
				r.Changes[i].join(c)
				if e.holds(c) { // whoever is nearest to it has the words for it
					r.Changes[i].Message, r.Changes[i].InstancePath = c.Message, c.InstancePath
				}
				continue
			}
			at[c.key()] = len(r.Changes)
			c.Breaks = slices.Clone(c.Breaks)
			r.Changes = append(r.Changes, c)
		}
		for _, u := range x.Unknowns {
			if key := u.key(); !told[key] {
				told[key] = true
				r.Unknowns = append(r.Unknowns, u)
			}
		}
		if r.Fault == nil {
			r.Fault = x.Fault
		}
	}
}

// showing takes the answers of a part where they count for more than those so far.
func (r *Report) showing(x *Report) {
	r.Backward, r.Forward = worseInclusion(r.Backward, x.Backward), worseInclusion(r.Forward, x.Forward)
}

// holds reports whether a change is in the text of an entry point, and not only in what
// that leads to.
func (e *Entry) holds(c Change) bool {
	return e.At != "" && (strings.HasPrefix(c.OldAt+"/", e.At+"/") || strings.HasPrefix(c.NewAt+"/", e.At+"/"))
}

// worseBump is the higher of two bumps, where one that is not known outweighs all but
// major.
func worseBump(a, b Bump) Bump {
	switch {
	case a == BumpMajor || b == BumpMajor:
		return BumpMajor
	case a == BumpUnknown || b == BumpUnknown:
		return BumpUnknown
	}
	return max(a, b)
}

// worseInclusion is the answer of a direction that counts, the first of equal ones.
func worseInclusion(a, b *Inclusion) *Inclusion {
	if a == nil || b != nil && a.Verdict != b.Verdict && worse(a.Verdict, b.Verdict) == b.Verdict {
		return b
	}
	return a
}

// with is what readers lose at all entry points.
func (r *Reader) with(x *Reader) *Reader {
	if r == nil || x == nil {
		return cmp.Or(r, x)
	}
	all := &Reader{Verdict: worse(r.Verdict, x.Verdict), Lost: slices.Clone(r.Lost)}
	for _, l := range x.Lost {
		same := func(m Lost) bool { return m.OldFile == l.OldFile && m.OldAt == l.OldAt && m.Name == l.Name }
		if !slices.ContainsFunc(all.Lost, same) {
			all.Lost = append(all.Lost, l)
		}
	}
	return all
}

// changeKey tells the changes of a report apart.
type changeKey struct{ rule, oldFile, oldAt, newFile, newAt, name, newName string }

func (c *Change) key() changeKey {
	return changeKey{c.Rule, c.OldFile, c.OldAt, c.NewFile, c.NewAt, c.Name, c.NewName}
}

// join adds what the same change does at another entry point.
func (c *Change) join(x Change) {
	c.Bump = worseBump(c.Bump, x.Bump)
	for _, question := range x.Breaks {
		if !slices.Contains(c.Breaks, question) {
			c.Breaks = append(c.Breaks, question)
		}
	}
	slices.Sort(c.Breaks) // backward, forward, reader
	if c.Witness == nil {
		c.Witness = x.Witness
	}
	c.Unused, c.Decided = c.Unused && x.Unused, c.Decided && x.Decided
	c.MayBeAbsent = c.MayBeAbsent || x.MayBeAbsent
}

func (u *Unresolved) key() string {
	at := ""
	if u.SchemaAt != nil {
		at = *u.SchemaAt
	}
	text, _ := marshal([]string{u.Question, u.Schema, at, u.SchemaFile, u.Keyword, u.Reason, u.Message}) // of texts there is no error
	return string(text)
}
