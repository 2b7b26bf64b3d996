package golang

import (
	"go/token"
	"strings"
	"unicode"

	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Language is Go.
var Language = target.Language{
	Name: "go", Prints: "types with a one-pass codec and a streaming decoder", Suffix: ".go",
	Package: target.Rule{
		Fits: isPackageName, Is: "Go package name",
		Hint: "write small letters and digits, a letter first; main cannot be imported",
	},
	Type:      target.Rule{Fits: isTypeName, Is: "name of an exported Go type", Hint: "write letters and digits, a capital first"},
	Tag:       target.Rule{Fits: isTagKey, Is: "key of a Go struct tag", Hint: "write letters and digits"},
	Module:    target.Rule{Fits: isImportPath, Is: "Go import path", Hint: "write the path that Go programs import the package by"},
	PackageOf: packageOf,
	RootName:  rootName, PackageVar: "GOPACKAGE",
	Lowering: names, Print: emit, Unstreamed: unstreamed,
}

// isPackageName reports whether a Go package can have that name.
func isPackageName(name string) bool {
	return token.IsIdentifier(name) && name != "_" && name != "main" && !strings.ContainsFunc(name, unicode.IsUpper) && len(name) <= lower.MaxName
}

// isTypeName reports whether a type or field can have that name.
func isTypeName(name string) bool {
	return token.IsIdentifier(name) && token.IsExported(name) && len(name) <= lower.MaxName
}

// isTagKey reports whether a struct tag can have that key: the characters that
// reflect.StructTag ends a key at, and those that end a tag, are refused.
func isTagKey(key string) bool {
	return key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return r <= ' ' || r > '~' || r == ':' || r == '"' || r == '`' || r == '\\'
	})
}

// packageOf names the package of an output directory: as the directory, and never
// as a keyword.
func packageOf(dir string) string {
	name := target.PackageName(dir)
	if token.IsKeyword(name) {
		return name + "pkg"
	}
	return name
}

// rootName names the root type: the identifier that the schema gives it in
// goJSONSchema, else as in every language.
func rootName(root *source.Value, file string) string {
	if name := root.Get(extensionKeyword).Get("identifier"); name != nil && name.Kind == source.String && isTypeName(name.Text) {
		return name.Text
	}
	return target.RootName(root, file)
}

// names is what lowering has to know of Go.
var names = lower.Language{
	Word:     func(word string) string { return initialisms[strings.ToLower(word)] },
	Reserved: func(name string) bool { return methods[name] },
	Beside: func(name string, root bool) []string {
		if root {
			return []string{"Unmarshal" + name, name + "Decoder", "New" + name + "Decoder"}
		}
		return []string{"Unmarshal" + name}
	},
	Maker:     func(sum, branch string) string { return "New" + sum + branch },
	Extension: readExtension,
}

// initialisms are written in capitals, as Go people write them.
var initialisms = map[string]string{
	"acl": "ACL", "api": "API", "ascii": "ASCII", "cpu": "CPU", "css": "CSS", "dns": "DNS", "eof": "EOF",
	"gpu": "GPU", "guid": "GUID", "html": "HTML", "http": "HTTP", "https": "HTTPS", "id": "ID", "ids": "IDs",
	"ip": "IP", "json": "JSON", "ms": "MS", "os": "OS", "ram": "RAM", "rpc": "RPC", "sdk": "SDK", "sha": "SHA",
	"sla": "SLA", "sql": "SQL", "ssh": "SSH", "tcp": "TCP", "tls": "TLS", "ttl": "TTL", "udp": "UDP", "ui": "UI",
	"uid": "UID", "uri": "URI", "uris": "URIs", "url": "URL", "urls": "URLs", "utc": "UTC", "uuid": "UUID",
	"vm": "VM", "xml": "XML", "xss": "XSS", "yaml": "YAML",
}

// methods are those of generated types; a member of such a name gets an
// underscore, as protoc-gen-go does it.
var methods = map[string]bool{
	"AppendJSON": true, "Clone": true, "DecodeFrom": true, "DeleteUnknown": true, "Equal": true, "Lookup": true, "MarshalJSON": true,
	"SetUnknown": true, "Unknown": true, "UnmarshalJSON": true, "Validate": true,
}
