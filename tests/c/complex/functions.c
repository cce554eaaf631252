// Complex functions of the three types against values computed with 300 bits (mpmath). Arguments are exact in float.
#include <complex.h>
#include <float.h>
#include <stdio.h>

struct one {
	long double x[2], result[2];
};

struct two {
	long double x[2], y[2], result[2];
};

static const struct one csqrt_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x5d246671b7060259p-63L, 0xafe731d07eaf6bdbp-66L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x2d413cccfe779921p-61L, -0x2d413cccfe779921p-62L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { 0x8cdd37df9ad7caa5p-65L, 0xe89f0e7ac6a9951bp-64L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x1p-1L, -0x3p-1L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x6ee01353b44502b7p-62L, 0x93c505b35eb49c2bp-68L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x50088721a8aeccc1p-62L, 0x4cc49dddb941901fp-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0xc64b1f4cc1bf3637p-65L, 0xc64cd07c549e0a6bp-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x653977bb9f5ac63dp-61L, -0xa1dbaacde5803ea3p-67L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xca777c5254871ee9p-64L, 0xca4e097a979b87ffp-64L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0x51155c0492b97f7bp-59L, -0xbf035bdcbebb4e15p-63L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x8000000006df37f1p-63L, 0x29f16afffdbf8a0fp-79L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0xe7b1730b11469a0fp-71L, -0x5a83a225822cdb0fp-63L } },
};

static const struct one cexp_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x331e721b0266445p-57L, 0xd0d84a8509ede08bp-65L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { -0xeeb9a79466a921ffp-63L, -0x8267f16064f73c87p-61L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { 0xd43eac08fad94569p-65L, 0x1cfccaa9a812f1b5p-63L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x139b226b09ebbea5p-67L, -0x451e3b0bbc4fa47p-61L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x9f6e3ab0b319617dp-59L, 0x281108fc89c64423p-60L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { -0x47cbb5bc8988e859p-62L, 0xa3bf6cfeb8661497p-66L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0x1e9209c964fce751p-61L, 0x974e09e6cbba8aafp-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x4b820ad2f77cf39fp-48L, -0xa500336ec3d3fa59p-50L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x50cda442dbee4555p-64L, 0x3ccbb84e4fbe9c69p-62L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xadf854587d5f301fp-62L, 0x3901aa00c56fd2dbp-77L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0x26d0e6c647199f31p-62L, -0x31afa85724cf1293p-69L } },
};

static const struct one clog_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { -0x129c440606e6abp-53L, 0xed63382b0dda7b45p-65L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x3aa481e1c1c0ef41p-62L, -0xed63382b0dda7b45p-64L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0xd49f69e456cf1b79p-67L, 0xa36e04f614a1975bp-62L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x3aa481e1c1c0ef41p-62L, -0x27f82ed6f50abffbp-60L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x465ddfa61b905a8fp-62L, 0xaa9168b597ad3b1dp-68L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x465ddfa61b905a8fp-62L, 0x30eed3d71d2ad617p-61L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0x2686f1e3d99e13b5p-61L, 0x648879207500f871p-62L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x24dc808d0106401p-56L, -0x19942597929f2675p-65L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xe47fd3b663622ce1p-66L, 0x647ad1dfbf9df9b5p-62L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0x94e9a47bc16798b1p-61L, -0x4ad8b8c341590517p-64L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xdbe6fe1427e6be37p-98L, 0xa7c5abffe7fb15f5p-80L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x2c593f4c89b49f51p-62L, -0xc7c837bcc13d858bp-62L } },
};

static const struct one csin_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0xfd2d3d82e3e33633p-65L, 0xe30238dbbb169c03p-66L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x3c0b59f60b983c7p-56L, -0x20d6c29188b58327p-63L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x626295ab7ba69d21p-63L, 0xc3371592ec828bd5p-65L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0x44730408f67b0b69p-61L, 0xe2d6fc22edf7f363p-64L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x48d193abf6d0f1fbp-65L, -0xfe193d30b9c09ad9p-67L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x5054eb648cf79ecbp-62L, 0x27c243e5c55f4d7dp-58L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0xaf60f24307bfa093p-80L, 0x9bea15e58f39bebdp-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { -0x9d0b36401e5a8ff7p-64L, 0x6feeb6c0fc544217p-64L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xf784fba7581792d9p-73L, 0xcd0ba87e5153eb03p-63L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xd76aa47876aa16b5p-64L, 0x16a973a1cdcf8a25p-78L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x7abd33fde0459473p-64L, -0x47e48bec649334dfp-69L } },
};

static const struct one ccos_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0xe7b7eb969f7c119p-60L, -0xf807e37220fbc811p-67L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x8841d2e0e550fc45p-65L, 0x73c4d03b5b6b7e99p-61L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { 0x699bf0450dce1831p-63L, 0xb5dc9c9170eb18b9p-65L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0xfa9c5305df5a509bp-64L, -0xf7d3b55db9f0c477p-63L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { -0xff6baf4c0eeb8e09p-64L, -0x4871169b2b10c281p-68L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x9fd365ca50b58d07p-60L, -0x4fef388d9a2171c1p-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0x217369c35996afb5p-61L, 0xcc5c3059deda1eb1p-82L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { -0x1e46eee8dbdc7e7p-57L, -0x9125302132d05ca7p-65L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x3c6df5ee410b62e7p-61L, -0xd1f77a7b4d375005p-73L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x8a51407dc5e870afp-64L, -0x8d2ce716b8671367p-80L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0xe0ac205fd75d278fp-64L, -0x9d19cc68dff7ebafp-71L } },
};

static const struct one ctan_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x40937aa1731df12bp-63L, 0x27fd66b872369a2dp-63L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x2bed0e8992bdbaf3p-69L, -0x84b9cdc616f63961p-63L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x4f1dc85cbbec188bp-63L, 0xba6c16af0f95d215p-64L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x292902db4c7f271fp-65L, -0x8835e23857a76455p-63L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { -0x8faa5298b81f44c5p-66L, 0x81e25444ac844017p-66L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x4ffedda339b143efp-72L, 0xfec5e915689b9dafp-64L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0x9988d4fb45f41f39p-80L, 0x9526ed9cb90bb84bp-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x77c82ae81502250dp-64L, -0x9a30dded3cf454d9p-64L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x9304a22c2d2d389dp-75L, 0xd92921d8ffc11919p-64L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x31d648b93474ae69p-61L, 0x47d69d191bdb8009p-77L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x8bd5d4e7deec3769p-64L, -0xd4b9591b5e4858f9p-70L } },
};

static const struct one csinh_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x10281b0ea5fbdd79p-61L, 0x476b2d1887ecf91bp-64L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { -0xe2d6fc22edf7f363p-64L, -0x44730408f67b0b69p-61L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x5c5f0de0bea757b3p-63L, 0x9ee678f4f81527efp-64L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0x20d6c29188b58327p-63L, -0x3c0b59f60b983c7p-56L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x27c243e5c55f4d7dp-58L, 0x5054eb648cf79ecbp-62L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { -0xfe193d30b9c09ad9p-67L, 0x48d193abf6d0f1fbp-65L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0xa047637a790a2bc1p-80L, 0x974e6d0fc9e2679dp-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x25c105682d86080dp-48L, -0x29400cdd1e20c317p-49L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x2954770c678b7309p-73L, 0xf2f0afe677f40309p-64L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x259b3f88955f952bp-61L, 0x81716749d6b1eb7bp-79L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x42b265afe23f1423p-63L, -0x5c5fa2c53166aa4dp-69L } },
};

static const struct one ccosh_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x22f6570c5c6a66d7p-61L, 0x8403e0a7f427dca9p-66L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { -0xfa9c5305df5a509bp-64L, -0xf7d3b55db9f0c477p-63L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { 0x916eb8e2fd5da90dp-63L, -0xc9d9c7434fde8909p-65L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x8841d2e0e550fc45p-65L, 0x73c4d03b5b6b7e99p-61L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x9fd365ca50b58d07p-60L, 0x4fef388d9a2171c1p-62L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { -0xff6baf4c0eeb8e09p-64L, 0x4871169b2b10c281p-68L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0x7a48774945b0d9c9p-63L, -0x31947f13ee76b357p-80L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x970415ab27dbae49p-50L, -0x528019b48792742bp-50L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xa171f40eab74ff37p-65L, 0x7c62a58e0cdd354dp-73L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x62c1d54752a005c9p-62L, 0xc52a81727e1abfe3p-80L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0x9054333c70725285p-63L, 0xaabfe9b8325e5ee9p-71L } },
};

static const struct one ctanh_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0xf891c9f53ec86731p-65L, 0xcacf0c4157aa6babp-66L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x8835e23857a76455p-63L, 0x292902db4c7f271fp-65L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x2f1c00c7e7b8c119p-62L, 0x253bff3896d6ed5bp-63L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0x84b9cdc616f63961p-63L, -0x2bed0e8992bdbaf3p-69L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0xfec5e915689b9dafp-64L, 0x4ffedda339b143efp-72L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x81e25444ac844017p-66L, -0x8faa5298b81f44c5p-66L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0xb7d37acfed930bbfp-80L, 0x4f30a94b7e8c1885p-64L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x7ffffffb3788808bp-63L, -0x3b97f3c4e0daaf29p-90L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xa4c7dbd3ac9d9d31p-70L, 0x1813896550fc6d13p-59L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xc2f7d5a8cac79cbbp-64L, 0x119d70a696d4779dp-78L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x3b27d8906b8af907p-63L, -0x80da673070b04615p-70L } },
};

static const struct one casin_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x4034b80a19e6385p-59L, 0x1202649ab3008e99p-62L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x4da22b5fa85a4a81p-63L, -0x67d6f1b2d6b5e05fp-62L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0xaea4eb4961e1c727p-64L, 0x26ce3150bbecf459p-62L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0xe344939d6376ce1p-60L, -0xccda3c97b60b4783p-63L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x30da344ad59ec5c9p-61L, 0x70e1cc6dfed21571p-62L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0xa1d64460fecb1667p-68L, 0x746d9015293807abp-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0xa0b25314551678f3p-80L, 0x9762758d61b9b509p-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x1854535bc0fc9d19p-60L, -0xbfa5ba323f6cae99p-62L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x51e149905af8bc43p-73L, 0x2185e219e7eee155p-61L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0xa3a315282a00260fp-63L, -0xab17bfca52edca97p-61L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xc8a83b8c4f4ca197p-63L, 0x33cf9091c9e552cbp-70L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x86080c19c4effbffp-64L, -0xbd2d7f64d81903p-62L } },
};

static const struct one cacos_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x88db2298078289e5p-63L, -0x1202649ab3008e99p-62L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x1edb6bd09e439dedp-61L, 0x67d6f1b2d6b5e05fp-62L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { 0x240c4a08da4b34b9p-60L, -0x26ce3150bbecf459p-62L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x4eac891c34c90a4fp-61L, 0xccda3c97b60b4783p-63L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x2d384bb6576d5887p-66L, -0x70e1cc6dfed21571p-62L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x6200943f8cb934c1p-62L, -0x746d9015293807abp-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0x32440abed2bcbb3p-57L, -0x9762758d61b9b509p-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0xcda7f883307b2d95p-68L, 0xbfa5ba323f6cae99p-62L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x647db127dea90203p-62L, -0x2185e219e7eee155p-61L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0x4ad98af3eed1384bp-64L, 0xab17bfca52edca97p-61L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x33cf8ae90e104f01p-70L, -0x33cf9091c9e552cbp-70L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0x4304f82bc0f8300dp-61L, 0xbd2d7f64d81903p-62L } },
};

static const struct one catan_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0xf7f0345dd113aa49p-65L, 0x3359a504e38e6df7p-64L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0xa7d62a027f36db5dp-63L, -0x4f783a5b91ea9a73p-64L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x5c927eaa65a885a9p-63L, 0x4f783a5b91ea9a73p-64L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0x9f649cefaec9f45fp-63L, -0x70af983942cd3dcbp-65L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x4ff8094de3287a8fp-62L, 0xcc85e22c90e0501bp-70L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x638882437b3033a3p-62L, 0x588929e6f8cafdddp-64L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0x170bae24c7079d87p-77L, 0x9e795af34342dc39p-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0xbc55ec3b432e5b71p-63L, -0xa1d2925cad75a185p-71L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x646accd20ee87a51p-62L, 0x2327ccac65aa188bp-61L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0xc7e4e558bbbfd187p-63L, -0xb3f57d28055fb7c3p-72L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xc90fdaa23ce5a1f7p-64L, 0xa7c5abfff3fd8afbp-81L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0xed6769f624a69dc3p-65L, -0x83129c3462444dbfp-70L } },
};

static const struct one casinh_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0xfc3ffcb7a73fdff9p-65L, 0xe5b65b9e834220e5p-66L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0xccda3c97b60b4783p-63L, -0xe344939d6376ce1p-60L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0xbe4a3f59840ea537p-64L, 0xcbeb13d32289dfabp-65L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0x67d6f1b2d6b5e05fp-62L, -0x4da22b5fa85a4a81p-63L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x746d9015293807abp-62L, 0xa1d64460fecb1667p-68L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x70e1cc6dfed21571p-62L, 0x30da344ad59ec5c9p-61L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0xafdf7d6d02a804afp-80L, 0x9c00ad5bd9e0fa95p-65L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0xbff7097f4ddba04fp-62L, -0xcb9e432b505a0bafp-68L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xb17230d2b4328729p-64L, 0x647214ec57b8517dp-62L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0x2ac603cab457aad9p-59L, -0x256bf34c57f8065dp-63L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x70d0d985f1088453p-63L, 0xed44022ac08d9317p-81L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0xf663bdb9b853f9b5p-65L, -0x494598eb4ed6c5a1p-69L } },
};

static const struct one cacosh_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x1202649ab3008e99p-62L, 0x88db2298078289e5p-63L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x67d6f1b2d6b5e05fp-62L, -0x1edb6bd09e439dedp-61L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { 0x26ce3150bbecf459p-62L, 0x240c4a08da4b34b9p-60L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0xccda3c97b60b4783p-63L, -0x4eac891c34c90a4fp-61L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x70e1cc6dfed21571p-62L, 0x2d384bb6576d5887p-66L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x746d9015293807abp-62L, 0x6200943f8cb934c1p-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0x9762758d61b9b509p-65L, 0x32440abed2bcbb3p-57L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0xbfa5ba323f6cae99p-62L, -0xcda7f883307b2d95p-68L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0x2185e219e7eee155p-61L, 0x647db127dea90203p-62L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0xab17bfca52edca97p-61L, -0x4ad98af3eed1384bp-64L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x33cf9091c9e552cbp-70L, 0x33cf8ae90e104f01p-70L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0xbd2d7f64d81903p-62L, -0x4304f82bc0f8300dp-61L } },
};

static const struct one catanh_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x80183f9220091c11p-64L, 0x507c658f00117c3dp-64L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x70af983942cd3dcbp-65L, -0x9f649cefaec9f45fp-63L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x12e3076c2b7610ffp-61L, 0x58ab2fab2986e007p-63L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { -0x4f783a5b91ea9a73p-64L, -0xa7d62a027f36db5dp-63L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x588929e6f8cafdddp-64L, 0x638882437b3033a3p-62L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0xcc85e22c90e0501bp-70L, 0x4ff8094de3287a8fp-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { -0x4cf5af28dffa90c1p-79L, 0x4a9ce9c78f73b1bdp-64L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x667b9d5448a0a9bbp-66L, -0x643564096370d5b7p-62L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { 0xcc99a483b0d57c77p-75L, 0x3958f97b6f6c1c8bp-62L } },
	{ { 0x1.92p+6L, -0x1.e4p+4L }, { 0x4abe184adf77c853p-69L, -0x1916bb856c980b5fp-60L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0xc34c12db5b4bb725p-61L, 0x32440124e31a302dp-62L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { -0x8c9980db5e71541bp-64L, -0x6d37207fc8116a61p-69L } },
};

static const struct two cpow_cases[] = {
	{ { 0x1p-1L, 0x1p-2L }, { 0x1p+1L, 0x0p+0L }, { 0x3p-4L, 0x1p-2L } },
	{ { 0x1.8p+0L, -0x1p+1L }, { 0x1p-1L, 0x1p+0L }, { 0xe605da920a1a2419p-62L, 0x6fdd50fb9e063bbbp-62L } },
	{ { -0x1.8p-1L, 0x1p-1L }, { -0x1p+0L, 0x1p-2L }, { -0xfdd733bd88694203p-65L, -0x9fdecb90742e280dp-65L } },
	{ { -0x1p+1L, -0x1.8p+0L }, { 0x1.8p+1L, -0x1p+0L }, { -0xadca264f86210ce3p-64L, -0x45d420af8e6a120bp-62L } },
	{ { 0x1.8p+1L, 0x1p-3L }, { 0x1p-3L, 0x1p-1L }, { 0x7a3f2dbac364e893p-63L, 0x9791a2e7ed164ef9p-64L } },
	{ { 0x1p-3L, 0x1.8p+1L }, { 0x1.8p+0L, 0x0p+0L }, { -0x3713322d3dabb5b1p-60L, 0xf9b22920b1349847p-62L } },
	{ { -0x1.4f8b58p-17L, 0x1.333334p-2L }, { 0x1p+1L, 0x1p+0L }, { -0xdbe821df30f64d07p-71L, 0x4787bdc4e12f2f8fp-68L } },
	{ { 0x1.4p+3L, -0x1p-1L }, { 0x1p+0L, 0x1p-1L }, { 0x946f387b88fa2a75p-61L, 0x49439aca5666b19dp-59L } },
	{ { 0x1.0624dep-10L, 0x1.4p+0L }, { -0x1p-1L, -0x1p-1L }, { 0x272cadd4b4d3e8b3p-61L, -0xc41456b849e0cba1p-63L } },
	{ { 0x1p+0L, 0x1.4f8b58p-17L }, { 0x1.4p+1L, 0x1p-2L }, { 0xffffd60dca471ed9p-64L, 0xd1b6fb8316ab7f8dp-79L } },
	{ { -0x1p-1L, -0x1.47ae14p-7L }, { 0x1p+0L, -0x1p+0L }, { -0x889fec24fdcefdf7p-69L, -0x762256908b1bc511p-69L } },
};

/* Each part may be off by some epsilons of the whole: that is what subtraction within leaves. */
static int near(long double complex found, const long double *expected, long double bound)
{
	long double r = __real__ found - expected[0], i = __imag__ found - expected[1];
	long double size = expected[0] * expected[0] + expected[1] * expected[1];
	return r * r + i * i <= size * bound * bound;
}

#define CHECK(name, type, cases, call, epsilon, epsilons)                                                      \
	do {                                                                                         \
		int bad = 0;                                                                         \
		for (unsigned k = 0; k < sizeof cases / sizeof cases[0]; k++) {                      \
			long double complex r = call;                                                \
			if (near(r, cases[k].result, (epsilons) * epsilon))                                \
				continue;                                                            \
			if (!bad++)                                                                  \
				printf("%s(%La, %La): %La %La\n", #name, cases[k].x[0], cases[k].x[1], __real__ r, __imag__ r); \
		}                                                                                    \
		printf("%s: %d wrong\n", #name, bad);                                                \
	} while (0)
#define AT(type, x) (*(type complex[1]){ (type)x[0] + (type)x[1] * (type complex)I })
#define ONE(name)                                                                                    \
	do {                                                                                         \
		CHECK(name##f, float, name##_cases, name##f(AT(float, name##_cases[k].x)), FLT_EPSILON, 8.0L); \
		CHECK(name, double, name##_cases, name(AT(double, name##_cases[k].x)), DBL_EPSILON, 8.0L); \
		CHECK(name##l, long double, name##_cases, name##l(AT(long double, name##_cases[k].x)), LDBL_EPSILON, 8.0L); \
	} while (0)
#define TWO(name)                                                                                    \
	do {                                                                                         \
		CHECK(name##f, float, name##_cases, name##f(AT(float, name##_cases[k].x), AT(float, name##_cases[k].y)), FLT_EPSILON, 32.0L); \
		CHECK(name, double, name##_cases, name(AT(double, name##_cases[k].x), AT(double, name##_cases[k].y)), DBL_EPSILON, 32.0L); \
		CHECK(name##l, long double, name##_cases, name##l(AT(long double, name##_cases[k].x), AT(long double, name##_cases[k].y)), LDBL_EPSILON, 32.0L); \
	} while (0)

int main(void)
{
	ONE(csqrt);
	ONE(cexp);
	ONE(clog);
	ONE(csin);
	ONE(ccos);
	ONE(ctan);
	ONE(csinh);
	ONE(ccosh);
	ONE(ctanh);
	ONE(casin);
	ONE(cacos);
	ONE(catan);
	ONE(casinh);
	ONE(cacosh);
	ONE(catanh);
	TWO(cpow);
	return 0;
}
