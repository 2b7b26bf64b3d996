// Package pattern reads the regular expressions of JSON Schema: ECMA-262
// patterns as `new RegExp(source, "u")` understands them, searched for anywhere
// in a string.
//
// There is one parser in the house and this is it. From its tree come
//
//   - [Pattern.RE2] and [Pattern.Terms]: the same meaning in the syntax of Go's
//     regexp package, for validators that can only take that;
//   - [Pattern.DFA]: a minimised automaton over code points, for generated code,
//     and [Intersect] for several patterns that bind at the same place;
//   - [Pattern.ECMA]: the pattern for an engine that reads ECMA-262, without the
//     leniencies below;
//   - [Pattern.Root]: the tree itself, for those who build other automata
//     (language inclusion, shortest words).
//
// # What a pattern means
//
// Strings are sequences of Unicode code points without surrogates, which is what
// well-formed JSON text holds. A pattern matches a string if it matches at some
// place in it. No flag but u is set: `^` and `$` are the two ends of the string
// and never a line, `.` leaves out the four line terminators of ECMAScript
// (LF, CR, U+2028, U+2029), \d and \w are ASCII, \b looks at ASCII word
// characters, \s is the white space of ECMAScript (U+FEFF included), letters
// match in their own case only. A surrogate that is not half of an escaped pair
// is accepted and matches nothing, because no well-formed string holds one.
// Lazy and greedy repetition accept the same strings, so they are one here.
//
// # More lenient than the u flag
//
// Published schemas are full of patterns that the u flag refuses although they
// can mean one thing only. These are accepted:
//
//   - a backslash before a character that is neither an ASCII letter nor a digit
//     means that character (`\-`, `\_`, `\ `, `\"`, `\:`, `\@`);
//   - a `{` that does not begin a repetition, a lone `}` and a lone `]` mean
//     themselves (`${name}`, `{{.*}}`);
//   - `-` beside a class escape means itself (`[\w-.]`);
//   - a look-ahead may be repeated.
//
// What other dialects read differently is refused, by name and with a hint:
// `\A \Z \z \h \Q \a \e` and their like, `(?i)`, `(?P<name>`, `(?>`, `(?#`,
// possessive `a++`, `[[:alpha:]]`, `a{,3}`, `\1` without a group 1, octal
// escapes, `[]abc]`, class arithmetic such as `[a-z&&[^b]]`.
//
// # Look-around
//
// Look-around is regular, but Go's regexp package has none. DFA follows it;
// [Pattern.Split] takes it out where it stands at the ends of a pattern, as
// patterns that must and patterns that must not match; RE2 spells an automaton
// out where that stays short; [Pattern.Terms] chooses, and [Pattern.Matcher] runs
// the automaton where it does not stay short. What they cannot say is refused by
// name ([Error.Unsupported]), as is look-around inside look-behind.
//
// # Understood, but not translated
//
// Back-references parse and stand in the tree, but RE2 and DFA refuse them by
// name: what they accept is no regular language. Property escapes are resolved
// with the tables of Go's unicode package; a property that those tables do not
// carry exactly (Script_Extensions, Emoji and a few more) is refused by name.
// Code points are classified as of that Unicode version, [unicode.Version].
//
// # Bounds
//
// Source length, nesting, the size of a pattern with its counted repetitions
// written out, and the work of building an automaton are all limited; past a
// limit there is an error (or a plain "no" from DFA), never a long wait.
//
// The package imports the standard library only.
package pattern
