// Package house holds the rules of the repository as tests: which package may
// import which, that every package and every exported name says what it is for,
// that files stay short enough to read, that no test is skipped, and that the
// README, the CHANGELOG and the decision records tell the truth about what is
// there.
//
// It has no code of its own. Its tests read the source tree and may import
// nothing of the project but package schema and internal/changelog.
package house
