package eval

// properties are the binary properties of ECMA-262, by both their names.
const properties = " AHex ASCII ASCII_Hex_Digit Alpha Alphabetic Any Assigned Bidi_C Bidi_Control Cased DI Dash " +
	"Default_Ignorable_Code_Point Dep Deprecated Dia Diacritic EMod Emoji_Modifier Ext Extender " +
	"Gr_Base Gr_Ext Grapheme_Base Grapheme_Extend Hex Hex_Digit IDC IDS IDSB IDST " +
	"IDS_Binary_Operator IDS_Trinary_Operator ID_Continue ID_Start Ideo Ideographic Join_C " +
	"Join_Control LOE Logical_Order_Exception Lower Lowercase Math NChar " +
	"Noncharacter_Code_Point Pat_Syn Pat_WS Pattern_Syntax Pattern_White_Space QMark " +
	"Quotation_Mark RI Radical Regional_Indicator SD STerm Sentence_Terminal Soft_Dotted Term " +
	"Terminal_Punctuation UIdeo Unified_Ideograph Upper Uppercase VS Variation_Selector " +
	"White_Space XIDC XIDS XID_Continue XID_Start space "

// doubtfulProperties are those that the house knows no set for.
const doubtfulProperties = " Bidi_M Bidi_Mirrored CI CWCF CWCM CWKCF CWL CWT CWU Case_Ignorable Changes_When_Casefolded " +
	"Changes_When_Casemapped Changes_When_Lowercased Changes_When_NFKC_Casefolded " +
	"Changes_When_Titlecased Changes_When_Uppercased EBase EComp EPres Emoji Emoji_Component " +
	"Emoji_Modifier_Base Emoji_Presentation ExtPict Extended_Pictographic "

// scriptCodes are the four-letter codes of scripts.
const scriptCodes = " Adlm Aghb Arab Armi Armn Avst Bali Bamu Bass Batk Beng Bhks Bopo Brah Brai Bugi Buhd Cakm " +
	"Cans Cari Cher Chrs Copt Cpmn Cprt Cyrl Deva Diak Dogr Dsrt Dupl Egyp Elba Elym Ethi Geor " +
	"Glag Gong Gonm Goth Gran Grek Gujr Guru Hang Hani Hano Hatr Hebr Hira Hluw Hmng Hmnp Hung " +
	"Ital Java Kali Kana Khar Khmr Khoj Kits Knda Kthi Lana Laoo Latn Lepc Limb Lina Linb Lyci " +
	"Lydi Mahj Maka Mand Mani Marc Medf Mend Merc Mero Mlym Mong Mroo Mtei Mult Mymr Nagm Nand " +
	"Narb Nbat Nkoo Nshu Ogam Olck Orkh Orya Osge Osma Ougr Palm Pauc Perm Phag Phli Phlp Phnx " +
	"Plrd Prti Qaac Qaai Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd Sidd Sind Sinh Sogd Sogo " +
	"Sora Soyo Sund Sylo Syrc Tagb Takr Tale Talu Taml Tang Tavt Telu Tfng Tglg Thaa Tibt Tirh " +
	"Tnsa Ugar Vaii Vith Wara Wcho Xpeo Xsux Yezi Yiii Zanb Zinh Zyyy "
