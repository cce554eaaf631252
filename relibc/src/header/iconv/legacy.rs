//! Names of the older character sets: those of the IANA's list and glibc's for what encoding_rs has.
//!
//! Not by encoding_rs's own list: it has two pointers for each name, which every program's start would have to relocate.

use encoding_rs::*;

/// The encoding with a name, of which there are only letters, as capitals, and digits.
pub fn find(name: &[u8]) -> Option<&'static Encoding> {
    Some(match name {
        b"BIG5" | b"BIG5HKSCS" | b"CNBIG5" | b"CP950" | b"CSBIG5" | b"XXBIG5" => BIG5,
        b"CSEUCPKDFMTJAPANESE" | b"EUCJP" | b"UJIS" | b"XEUCJP" => EUC_JP,
        b"CP949" | b"CSEUCKR" | b"CSKSC56011987" | b"EUCKR" | b"ISOIR149" | b"KOREAN"
        | b"KSC5601" | b"KSC56011987" | b"KSC56011989" | b"UHC" | b"WINDOWS949" => EUC_KR,
        b"GB18030" => GB18030,
        b"CHINESE" | b"CP936" | b"CSGB2312" | b"CSISO58GB231280" | b"EUCCN" | b"GB2312"
        | b"GB231280" | b"GBK" | b"ISOIR58" | b"MS936" | b"WINDOWS936" | b"XGBK" => GBK,
        b"866" | b"CP866" | b"CSIBM866" | b"IBM866" => IBM866,
        b"CSISO88596E" | b"ARABIC" | b"ASMO708" | b"CSISO88596I" | b"CSISOLATINARABIC"
        | b"ECMA114" | b"ISO88596" | b"ISO885961987" | b"ISO88596E" | b"ISO88596I"
        | b"ISOIR127" => ISO_8859_6,
        b"CSISOLATINGREEK" | b"ECMA118" | b"ELOT928" | b"GREEK" | b"GREEK8" | b"ISO88597"
        | b"ISO885971987" | b"ISO885972003" | b"ISOIR126" | b"SUNEUGREEK" => ISO_8859_7,
        b"CSISO88598E" | b"CSISOLATINHEBREW" | b"HEBREW" | b"ISO88598" | b"ISO885981988"
        | b"ISO88598E" | b"ISOIR138" | b"VISUAL" => ISO_8859_8,
        b"CSISO88598I" | b"ISO88598I" | b"LOGICAL" => ISO_8859_8_I,
        b"CSISOLATIN2" | b"ISO88592" | b"ISO885921987" | b"ISOIR101" | b"L2" | b"LATIN2" => {
            ISO_8859_2
        }
        b"CSISOLATIN3" | b"ISO88593" | b"ISO885931988" | b"ISOIR109" | b"L3" | b"LATIN3" => {
            ISO_8859_3
        }
        b"CSISOLATIN4" | b"ISO88594" | b"ISO885941988" | b"ISOIR110" | b"L4" | b"LATIN4" => {
            ISO_8859_4
        }
        b"CSISOLATINCYRILLIC" | b"CYRILLIC" | b"ISO88595" | b"ISO885951988" | b"ISOIR144" => {
            ISO_8859_5
        }
        b"CSISOLATIN6" | b"ISO885910" | b"ISO8859101992" | b"ISOIR157" | b"L6" | b"LATIN6" => {
            ISO_8859_10
        }
        b"ISO885913" | b"ISOIR179" | b"L7" | b"LATIN7" | b"BALTIC" => ISO_8859_13,
        b"ISO885914" | b"ISO8859141998" | b"ISOCELTIC" | b"ISOIR199" | b"L8" | b"LATIN8" => {
            ISO_8859_14
        }
        b"CSISOLATIN9" | b"ISO885915" | b"ISO8859151998" | b"ISOIR203" | b"L9" | b"LATIN9" => {
            ISO_8859_15
        }
        b"ISO885916" | b"ISO8859162001" | b"ISOIR226" | b"L10" | b"LATIN10" => ISO_8859_16,
        b"CSKOI8R" | b"KOI" | b"KOI8" | b"KOI8R" => KOI8_R,
        b"KOI8RU" | b"KOI8U" => KOI8_U,
        b"CSMACINTOSH" | b"MAC" | b"MACINTOSH" | b"XMACROMAN" => MACINTOSH,
        b"CP932" | b"CSSHIFTJIS" | b"MS932" | b"MSKANJI" | b"SHIFTJIS" | b"SJIS"
        | b"WINDOWS31J" | b"XSJIS" => SHIFT_JIS,
        b"CP1250" | b"MSEE" | b"WINDOWS1250" | b"XCP1250" => WINDOWS_1250,
        b"CP1251" | b"MSCYRL" | b"WINDOWS1251" | b"XCP1251" => WINDOWS_1251,
        b"CP1252" | b"MSANSI" | b"WINDOWS1252" | b"XCP1252" => WINDOWS_1252,
        b"CP1253" | b"MSGREEK" | b"WINDOWS1253" | b"XCP1253" => WINDOWS_1253,
        // Latin-5's Windows relative, which agrees with it where both have characters.
        b"CP1254" | b"CSISOLATIN5" | b"ISO88599" | b"ISO885991989" | b"ISOIR148" | b"L5"
        | b"LATIN5" | b"MSTURK" | b"WINDOWS1254" | b"XCP1254" => WINDOWS_1254,
        b"CP1255" | b"MSHEBR" | b"WINDOWS1255" | b"XCP1255" => WINDOWS_1255,
        b"CP1256" | b"MSARAB" | b"WINDOWS1256" | b"XCP1256" => WINDOWS_1256,
        b"CP1257" | b"WINBALTRIM" | b"WINDOWS1257" | b"XCP1257" => WINDOWS_1257,
        b"CP1258" | b"WINDOWS1258" | b"XCP1258" => WINDOWS_1258,
        b"CP874" | b"DOS874" | b"ISO885911" | b"TIS620" | b"TIS6200" | b"WINDOWS874" => WINDOWS_874,
        b"MACCYRILLIC" | b"XMACCYRILLIC" | b"XMACUKRAINIAN" => X_MAC_CYRILLIC,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_what_it_means_to_encoding_rs() {
        let labels = [
            "big5-hkscs",
            "x-euc-jp",
            "ks_c_5601-1987",
            "windows-949",
            "iso-ir-58",
            "gb_2312-80",
            "866",
            "asmo-708",
            "iso-8859-6-i",
            "sun_eu_greek",
            "visual",
            "logical",
            "csisolatin2",
            "l3",
            "iso_8859-4:1988",
            "cyrillic",
            "l6",
            "iso8859-13",
            "iso8859-14",
            "l9",
            "iso-8859-16",
            "koi",
            "koi8-ru",
            "x-mac-roman",
            "windows-31j",
            "x-sjis",
            "x-cp1250",
            "windows-1251",
            "cp1252",
            "x-cp1253",
            "latin5",
            "cp1255",
            "cp1256",
            "x-cp1257",
            "windows-1258",
            "tis-620",
            "iso8859-11",
            "x-mac-ukrainian",
        ];
        for label in labels {
            let plain: std::vec::Vec<u8> = label
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|byte| byte.to_ascii_uppercase())
                .collect();
            assert_eq!(
                find(&plain),
                Encoding::for_label(label.as_bytes()),
                "{label}"
            );
        }
    }
}
