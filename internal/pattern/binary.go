package pattern

import "unicode"

// binaryAliases maps the short names of ECMA-262's binary properties to the long
// ones.
var binaryAliases = map[string]string{
	"AHex": "ASCII_Hex_Digit", "Alpha": "Alphabetic", "Bidi_C": "Bidi_Control", "Bidi_M": "Bidi_Mirrored",
	"CI": "Case_Ignorable", "CWCF": "Changes_When_Casefolded", "CWCM": "Changes_When_Casemapped",
	"CWKCF": "Changes_When_NFKC_Casefolded", "CWL": "Changes_When_Lowercased", "CWT": "Changes_When_Titlecased",
	"CWU": "Changes_When_Uppercased", "DI": "Default_Ignorable_Code_Point", "Dep": "Deprecated", "Dia": "Diacritic",
	"EBase": "Emoji_Modifier_Base", "EComp": "Emoji_Component", "EMod": "Emoji_Modifier", "EPres": "Emoji_Presentation",
	"ExtPict": "Extended_Pictographic", "Ext": "Extender", "Gr_Base": "Grapheme_Base", "Gr_Ext": "Grapheme_Extend",
	"Hex": "Hex_Digit", "IDC": "ID_Continue", "IDS": "ID_Start", "IDSB": "IDS_Binary_Operator",
	"IDST": "IDS_Trinary_Operator", "Ideo": "Ideographic", "Join_C": "Join_Control", "LOE": "Logical_Order_Exception",
	"Lower": "Lowercase", "NChar": "Noncharacter_Code_Point", "Pat_Syn": "Pattern_Syntax",
	"Pat_WS": "Pattern_White_Space", "QMark": "Quotation_Mark", "RI": "Regional_Indicator", "STerm": "Sentence_Terminal",
	"SD": "Soft_Dotted", "Term": "Terminal_Punctuation", "UIdeo": "Unified_Ideograph", "Upper": "Uppercase",
	"VS": "Variation_Selector", "space": "White_Space", "XIDC": "XID_Continue", "XIDS": "XID_Start",
}

// plainBinary are the binary properties of ECMA-262 that the unicode package
// carries as they are; its other tables (Other_Math, Hyphen) have no name there.
var plainBinary = map[string]*unicode.RangeTable{
	"ASCII_Hex_Digit": unicode.ASCII_Hex_Digit, "Bidi_Control": unicode.Bidi_Control, "Dash": unicode.Dash,
	"Deprecated": unicode.Deprecated, "Diacritic": unicode.Diacritic, "Extender": unicode.Extender,
	"Hex_Digit": unicode.Hex_Digit, "IDS_Binary_Operator": unicode.IDS_Binary_Operator,
	"IDS_Trinary_Operator": unicode.IDS_Trinary_Operator, "Ideographic": unicode.Ideographic,
	"Join_Control": unicode.Join_Control, "Logical_Order_Exception": unicode.Logical_Order_Exception,
	"Noncharacter_Code_Point": unicode.Noncharacter_Code_Point, "Pattern_Syntax": unicode.Pattern_Syntax,
	"Pattern_White_Space": unicode.Pattern_White_Space, "Quotation_Mark": unicode.Quotation_Mark,
	"Radical": unicode.Radical, "Regional_Indicator": unicode.Regional_Indicator,
	"Sentence_Terminal": unicode.Sentence_Terminal, "Soft_Dotted": unicode.Soft_Dotted,
	"Terminal_Punctuation": unicode.Terminal_Punctuation, "Unified_Ideograph": unicode.Unified_Ideograph,
	"Variation_Selector": unicode.Variation_Selector, "White_Space": unicode.White_Space,
}

// derivedBinary are the binary properties that the Unicode Character Database
// defines by other properties (DerivedCoreProperties), computed here the same way.
var derivedBinary map[string]func() Set

func init() { // not a literal: the functions refer to each other through the map
	derivedBinary = map[string]func() Set{
		"Any":      AnyCodePoint,
		"ASCII":    func() Set { return Set{{0, 0x7F}} },
		"Assigned": func() Set { return category("Cn").Complement() },
		"Alphabetic": func() Set {
			return fromTable(unicode.Ll, unicode.Other_Lowercase, unicode.Lu, unicode.Other_Uppercase,
				unicode.Lt, unicode.Lm, unicode.Lo, unicode.Nl, unicode.Other_Alphabetic)
		},
		"Lowercase": func() Set { return fromTable(unicode.Ll, unicode.Other_Lowercase) },
		"Uppercase": func() Set { return fromTable(unicode.Lu, unicode.Other_Uppercase) },
		"Cased": func() Set {
			return fromTable(unicode.Ll, unicode.Other_Lowercase, unicode.Lu, unicode.Other_Uppercase, unicode.Lt)
		},
		"Math":            func() Set { return fromTable(unicode.Sm, unicode.Other_Math) },
		"Emoji_Modifier":  func() Set { return Set{{0x1F3FB, 0x1F3FF}} },
		"Grapheme_Extend": func() Set { return fromTable(unicode.Me, unicode.Mn, unicode.Other_Grapheme_Extend) },
		"Grapheme_Base": func() Set {
			return category("C").Union(fromTable(unicode.Zl, unicode.Zp)).Union(binaryProperty("Grapheme_Extend")).Complement()
		},
		"Default_Ignorable_Code_Point": func() Set {
			all := fromTable(unicode.Other_Default_Ignorable_Code_Point, unicode.Cf, unicode.Variation_Selector)
			annotations, egyptian := Range{0xFFF9, 0xFFFB}, Range{0x13430, 0x13440}
			return all.Minus(fromTable(unicode.White_Space, unicode.Prepended_Concatenation_Mark)).
				Minus(NewSet(annotations, egyptian))
		},
		"ID_Start": func() Set {
			return fromTable(unicode.L, unicode.Nl, unicode.Other_ID_Start).
				Minus(fromTable(unicode.Pattern_Syntax, unicode.Pattern_White_Space))
		},
		"ID_Continue": func() Set {
			return fromTable(unicode.L, unicode.Nl, unicode.Other_ID_Start,
				unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue).
				Minus(fromTable(unicode.Pattern_Syntax, unicode.Pattern_White_Space))
		},
		"XID_Start": func() Set {
			return binaryProperty("ID_Start").Minus(notClosedUnderNFKC).
				Minus(NewSet(Range{0xE33, 0xE33}, Range{0xEB3, 0xEB3}, Range{0xFF9E, 0xFF9F}))
		},
		"XID_Continue": func() Set { return binaryProperty("ID_Continue").Minus(notClosedUnderNFKC) },
	}
}

// notClosedUnderNFKC are the identifier characters whose compatibility
// normalisation is no identifier (UAX #31, section 5.1.1), a list Unicode keeps
// stable.
var notClosedUnderNFKC = NewSet(
	Range{0x37A, 0x37A}, Range{0x309B, 0x309C}, Range{0xFC5E, 0xFC63}, Range{0xFDFA, 0xFDFB},
	Range{0xFE70, 0xFE70}, Range{0xFE72, 0xFE72}, Range{0xFE74, 0xFE74}, Range{0xFE76, 0xFE76},
	Range{0xFE78, 0xFE78}, Range{0xFE7A, 0xFE7A}, Range{0xFE7C, 0xFE7C}, Range{0xFE7E, 0xFE7E},
)

// unsupportedBinary are the binary properties of ECMA-262 that nothing in the
// unicode package determines.
var unsupportedBinary = map[string]bool{
	"Bidi_Mirrored": true, "Case_Ignorable": true, "Changes_When_Casefolded": true, "Changes_When_Casemapped": true,
	"Changes_When_Lowercased": true, "Changes_When_NFKC_Casefolded": true, "Changes_When_Titlecased": true,
	"Changes_When_Uppercased": true, "Emoji": true, "Emoji_Component": true, "Emoji_Modifier_Base": true,
	"Emoji_Presentation": true, "Extended_Pictographic": true,
}

// binaryProperty returns the set of a property by its long name; nil if there is
// no table for it.
func binaryProperty(name string) Set {
	if table, ok := plainBinary[name]; ok {
		return cached(name, func() Set { return fromTable(table) })
	}
	if compute, ok := derivedBinary[name]; ok {
		return cached(name, compute)
	}
	return nil
}
