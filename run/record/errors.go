package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
)

// ErrFinished is returned by every call that comes after the end of the run.
var ErrFinished = errors.New("the run is finished: nothing can be recorded any more")

// UsageError says that a call makes no sense where the run stands. The call
// changed nothing.
type UsageError struct {
	// About names what the call was about, such as the step.
	About string
	// Message says what is wrong, Hint what to do about it.
	Message string
	Hint    string
}

// Error returns what the call was about, the reason and the hint.
func (e *UsageError) Error() string {
	text := e.About + ": " + e.Message
	if e.Hint != "" {
		text += "\n  hint: " + e.Hint
	}
	return text
}

func misuse(about, hint, format string, args ...any) error {
	return &UsageError{About: about, Hint: hint, Message: fmt.Sprintf(format, args...)}
}

// invalid is the misuse of giving a value that the schema refuses. The text that
// was judged is the recorder's, so there is no use in lines and columns of it,
// and of a value that is wrong in several ways the first will do.
func invalid(about string, err error) error {
	var all *rt.Errors
	var one *rt.Error
	switch {
	case errors.As(err, &one):
	case errors.As(err, &all) && len(all.List) > 0:
		one = &all.List[0]
	default:
		return misuse(about, "", "%s", err)
	}
	text := one.Message
	if member := strings.ReplaceAll(strings.TrimPrefix(one.InstanceAt, "/"), "/", "."); member != "" {
		text = member + ": " + text
	}
	return misuse(about, one.Hint, "%s", strings.ReplaceAll(text, "\n", "; "))
}

// identifier says what keeps a text from being an id, or "".
func identifier(id string) (problem string) {
	switch {
	case id == "":
		return "is empty"
	case utf8.RuneCountInString(id) > maxID:
		return fmt.Sprintf("is longer than %d characters", maxID)
	case strings.ContainsAny(id, `/\`):
		return `has a / or \, and an id names a directory in some places`
	case strings.HasPrefix(id, "."):
		return "begins with a dot"
	}
	return ""
}

const (
	maxID  = 255
	idHint = `write one line without / and \ that does not begin with a dot, such as train.forest`
)

// Failure is an error with the details that a RunResult has a place for. Fail
// finds it in any error that wraps it.
type Failure struct {
	// Type is the stable code or class, for classification.
	Type string
	// Message is the cause in a few words; empty means that of Err.
	Message string
	// Hint is the suggested action, and may be empty.
	Hint string
	// Details are technical details that encoding/json can write.
	Details map[string]any
	// DecisionRequired means that a person has to decide before the run is
	// repeated.
	DecisionRequired bool
	// Err is the cause, if another error is.
	Err error
}

// Error returns the message.
func (f *Failure) Error() string {
	switch {
	case f == nil:
		return ""
	case f.Message != "":
		return f.Message
	case f.Err != nil:
		return f.Err.Error()
	}
	return f.Type
}

// Unwrap returns the cause, or nil.
func (f *Failure) Unwrap() error {
	if f == nil {
		return nil
	}
	return f.Err
}

// The types of errors that the recorder itself writes down.
const (
	TypeStepFailed  = "STEP_FAILED"
	TypeRunFailed   = "RUN_FAILED"
	TypeInterrupted = "INTERRUPTED"
	TypeTimeout     = "TIMEOUT"
	TypePanic       = "PANIC"
	TypeNoPlan      = "NO_PLAN"
)

// maxMessage bounds the message of an error, in code points: it is for people,
// and some errors carry the output of whole programs.
const maxMessage = 2000

// info makes an error what a document holds. usual is the type of an error that
// names none.
func info(err error, usual string) *runresultv1.ErrorInfo {
	out := &runresultv1.ErrorInfo{Type: usual}
	var f *Failure
	switch {
	case errors.As(err, &f) && f != nil:
		if f.Type != "" {
			out.Type = clean(f.Type)
		}
		if f.Hint != "" {
			out.Hint = rt.Some(clean(f.Hint))
		}
		if f.DecisionRequired {
			yes := true
			out.DecisionRequired = &yes
		}
		out.Details = details(f.Details)
	case errors.Is(err, context.DeadlineExceeded):
		out.Type = TypeTimeout
	case errors.Is(err, context.Canceled):
		out.Type = TypeInterrupted
	}
	switch usage, ours := err.(*UsageError); {
	case ours:
		out.Message = wording.Clip(clean(usage.About+": "+usage.Message), maxMessage)
		if usage.Hint != "" {
			out.Hint = rt.Some(clean(usage.Hint))
		}
	case err != nil:
		out.Message = wording.Clip(strings.TrimSpace(clean(err.Error())), maxMessage)
	}
	if out.Message == "" {
		out.Message = "no cause was given"
	}
	return out
}

// details keeps what can be written as JSON, and the text of the rest; of what holds
// itself, or too much to be sure that it does not, why it cannot be written.
func details(in map[string]any) map[string]rt.Raw {
	if in == nil {
		return nil
	}
	out := make(map[string]rt.Raw, len(in))
	for name, value := range in {
		text, err := json.Marshal(value)
		raw, bad := rt.ParseRaw(string(text))
		if err != nil || bad != nil {
			said, left := fmt.Sprint(errors.Join(err, bad)), 10_000
			if finite(reflect.ValueOf(value), 0, &left) {
				said = fmt.Sprint(value)
			}
			raw = rt.RawString(clean(said))
		}
		out[clean(name)] = raw
	}
	return out
}

// finite reports whether what package fmt would print of v comes to an end soon: it
// follows all but pointers in other values.
func finite(v reflect.Value, depth int, left *int) bool {
	if *left--; *left < 0 || depth > 100 {
		return false
	}
	switch v.Kind() {
	case reflect.Pointer:
		return depth > 0 || finite(v.Elem(), 1, left)
	case reflect.Interface:
		return finite(v.Elem(), depth+1, left)
	case reflect.Map, reflect.Slice, reflect.Array:
		for key, value := range v.Seq2() {
			if !finite(key, depth+1, left) || !finite(value, depth+1, left) {
				return false
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !finite(v.Field(i), depth+1, left) {
				return false
			}
		}
	}
	return true
}

// clean makes any text one that JSON can hold.
func clean(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
