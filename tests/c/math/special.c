// Error and gamma functions of the three real types, and Bessel functions of double against values computed with 300 bits (mpmath). Arguments are exact in float.
#include <math.h>
#include <stdio.h>
#include "near.h"

static const struct one erf_cases[] = {
	{ 0x1.99999ap-4L, 0xe652f54bb0545ffbp-67L },
	{ -0x1.333334p-2L, -0x2a10712aa24cd1b3p-63L },
	{ 0x1p-1L, 0x853f7ae0c76e915fp-64L },
	{ 0x1.ae147ap-1L, 0x61f03225daa3cae7p-63L },
	{ 0x1.ccccccp-1L, 0xcc022d02de490707p-64L },
	{ 0x1p+0L, 0xd7bb3d3a08445637p-64L },
	{ -0x1.4cccccp+0L, -0xef1b24df15515957p-64L },
	{ 0x1p+1L, 0xfecd70a13caf1997p-64L },
	{ 0x1.733334p+1L, 0x3fff539f83df9f25p-62L },
	{ 0x1.cp+1L, 0x3ffffce21aacbce5p-62L },
	{ 0x1.4f8b58p-17L, 0x5ea7c1eab9776ccdp-79L },
	{ -0x1.79ca1p-67L, -0xd525110fa703b367p-130L },
};

static const struct one erfc_cases[] = {
	{ 0x1.99999ap-4L, 0xe335a15689f57401p-64L },
	{ -0x1.333334p-2L, 0xaa10712aa24cd1b3p-63L },
	{ 0x1p-1L, 0xf5810a3e7122dd43p-65L },
	{ 0x1.ae147ap-1L, 0x783f37689570d463p-65L },
	{ 0x1.ccccccp-1L, 0xcff74bf486dbe3e3p-66L },
	{ 0x1p+0L, 0x5089858bef775393p-65L },
	{ -0x1.4cccccp+0L, 0x3de3649be2aa2b2bp-61L },
	{ 0x1p+1L, 0x2651ebd86a1ccd1bp-69L },
	{ 0x1.733334p+1L, 0x56303e10306d89fp-73L },
	{ 0x1.cp+1L, 0xc77954d0c6c2b5a5p-84L },
	{ 0x1.4p+2L, 0xd860d3acfbb9c49bp-103L },
	{ 0x1p+3L, 0x71d3f10485f7eddbp-159L },
	{ -0x1p+2L, 0x7fffffef7222ec43p-62L },
	{ 0x1.4f8b58p-17L, 0xffff42b07c2a8d11p-64L },
};

static const struct one tgamma_cases[] = {
	{ 0x1.99999ap-4L, 0x260dd4ec6571ac5fp-58L },
	{ 0x1p-1L, 0xe2dfc48da77b553dp-63L },
	{ 0x1p+0L, 0x1p+0L },
	{ 0x1.8p+0L, 0xe2dfc48da77b553dp-64L },
	{ 0x1.4p+1L, 0x5513e9b51ece3ff7p-62L },
	{ 0x1.8p+1L, 0x1p+1L },
	{ 0x1.4p+2L, 0x3p+3L },
	{ 0x1.4p+3L, 0xb13p+7L },
	{ 0x1.48p+4L, 0xf015ddeaa4e5d60fp-5L },
	{ 0x1.ep+4L, 0x6f99461a1e9e1433p+40L },
	{ -0x1p-1L, -0xe2dfc48da77b553dp-62L },
	{ -0x1.8p+0L, 0x973fd85e6fa78e29p-62L },
	{ -0x1.2p+1L, -0x37c523ae69229f51p-61L },
	{ -0x1.5p+3L, -0x46dec76cb91fc5f3p-84L },
	{ 0x1.4f8b58p-17L, 0xc34fb670e66e030dp-47L },
	{ 0x1.333334p+0L, 0xeb0d1b1a770ff551p-64L },
};

static const struct one lgamma_cases[] = {
	{ 0x1.99999ap-4L, 0x481638cf78b2c243p-61L },
	{ 0x1p-1L, 0x928682473d0de85fp-64L },
	{ 0x1.4p+0L, -0x3250afa7195e82e9p-65L },
	{ 0x1.8p+0L, -0xf75cad84a60c8a69p-67L },
	{ 0x1.4p+1L, 0x24707d0134cfcf3fp-63L },
	{ 0x1.8p+1L, 0x2c5c85fdf473de6bp-62L },
	{ 0x1.4p+2L, 0xcb653be49167c59fp-62L },
	{ 0x1.4p+3L, 0x199a8921a7f7cf4bp-57L },
	{ 0x1.92p+6L, 0x5a5bdfe5204c1f9p-50L },
	{ 0x1.81c8p+13L, 0x32c2310a02d1f7f9p-45L },
	{ 0x1.2a05f2p+33L, 0x6690dc43d19f0489p-25L },
	{ -0x1p-1L, 0xa1fc4d1f876eb105p-63L },
	{ -0x1.8p+0L, 0x370b02a3041f0c9p-58L },
	{ -0x1.5p+3L, -0x792d9c34165da71bp-59L },
	{ 0x1.4f8b58p-17L, 0xb834eb4e6f66a805p-60L },
	{ -0x1p-2L, 0x32ddcd0bbdf659e1p-61L },
};

static const struct one j0_cases[] = {
	{ 0x1.99999ap-4L, 0x3fd710ca9da1120bp-62L },
	{ 0x1p-1L, 0xf03f8eaa61f9a345p-64L },
	{ 0x1p+0L, 0xc3e3fedebdc77c1dp-64L },
	{ 0x1.8p+0L, 0x418391b3a5946b75p-63L },
	{ 0x1.8p+1L, -0x852587a3211c8ebbp-65L },
	{ 0x1.4p+2L, -0xb5dbed92ae5c4b8fp-66L },
	{ 0x1.fp+2L, 0x39a8f0a0d0dc50fdp-64L },
	{ 0x1.4p+3L, -0xfbd695c4f0f29c19p-66L },
	{ 0x1.48p+4L, 0x75dbfa40a2599cb1p-66L },
	{ 0x1.9p+5L, 0xe49b77a0d9627f61p-68L },
	{ 0x1.91p+6L, 0x13acbe4edcf3d7e9p-65L },
};

static const struct one j1_cases[] = {
	{ 0x1.99999ap-4L, 0x3322d2b16d613b3fp-66L },
	{ 0x1p-1L, 0xf81538fa4386b441p-66L },
	{ 0x1p+0L, 0xe14e4f74b863629bp-65L },
	{ 0x1.8p+0L, 0x8ed4ed4eb7e408abp-64L },
	{ 0x1.8p+1L, 0xad9922c491c67c9dp-65L },
	{ 0x1.4p+2L, -0xa7b873e59d4ce6cdp-65L },
	{ 0x1.fp+2L, 0x6219bc268fea81dp-61L },
	{ 0x1.4p+3L, 0xb2107a7100488615p-68L },
	{ 0x1.48p+4L, 0x8b865956de870a41p-66L },
	{ 0x1.9p+5L, -0xc7b448062a994dp-59L },
	{ 0x1.91p+6L, -0x474a8a3759398a25p-66L },
};

static const struct one y0_cases[] = {
	{ 0x1.99999ap-4L, -0xc461ee8b3c602da3p-63L },
	{ 0x1p-1L, -0xe397f59dbdc50ee5p-65L },
	{ 0x1p+0L, 0xb4c011379ac6f94fp-67L },
	{ 0x1.8p+0L, 0xc3d05868341b3e63p-65L },
	{ 0x1.8p+1L, 0xc0f27c0901214e6dp-65L },
	{ 0x1.4p+2L, -0x4efb02d6af26adc3p-64L },
	{ 0x1.fp+2L, 0xb50329ab5b2d657bp-66L },
	{ 0x1.4p+3L, 0xe407732d02e2c469p-68L },
	{ 0x1.48p+4L, 0x889c8477124ff4dp-62L },
	{ 0x1.9p+5L, -0x32359338da4d105dp-65L },
	{ 0x1.91p+6L, -0x8ef91b165c30d6afp-67L },
};

static const struct one y1_cases[] = {
	{ 0x1.99999ap-4L, -0x19d5f7404a9e95c1p-58L },
	{ 0x1p-1L, -0xbc593515be26f6d9p-63L },
	{ 0x1p+0L, -0xc7fd903eb35ca24fp-64L },
	{ 0x1.8p+0L, -0x698d0ee4b62c3bf9p-64L },
	{ 0x1.8p+1L, 0x298eee7a2a08c417p-63L },
	{ 0x1.4p+2L, 0x97696f9498a7dbefp-66L },
	{ 0x1.fp+2L, -0xdb79e86248a78309p-66L },
	{ 0x1.4p+3L, 0xfefde63cac79e011p-66L },
	{ 0x1.48p+4L, -0x39483798fdc4230bp-65L },
	{ 0x1.9p+5L, -0x7451499839f9f39fp-67L },
	{ 0x1.91p+6L, -0x9ed389962aa147c1p-68L },
};

static const struct order jn_cases[] = {
	{ 0, 0x1p-1L, 0xf03f8eaa61f9a345p-64L },
	{ 0, 0x1.4p+1L, -0x18c5c2232cff3bd1p-65L },
	{ 0, 0x1.48p+3L, -0xfef381bea75bdf81p-66L },
	{ 0, 0x1.4p+5L, 0xf165f510f6122eb5p-71L },
	{ 1, 0x1p-1L, 0xf81538fa4386b441p-66L },
	{ 1, 0x1.4p+1L, 0xfe831e423caff6e1p-65L },
	{ 1, 0x1.48p+3L, -0x4de864b2c4e24e5dp-68L },
	{ 1, 0x1.4p+5L, 0x4088182c074efbbfp-65L },
	{ 2, 0x1p-1L, 0xfab549fc31a21f87p-69L },
	{ 2, 0x1.4p+1L, 0xe461da582a58ce1fp-65L },
	{ 2, 0x1.48p+3L, 0x3ec9a70356449943p-64L },
	{ 2, 0x1.4p+5L, -0x8b969edd1455be13p-73L },
	{ 5, 0x1p-1L, 0x871e10cc3288ca3p-76L },
	{ 5, 0x1.4p+1L, 0x27f077d15f51e667p-67L },
	{ 5, 0x1.48p+3L, -0x81ea56b0daba26e1p-65L },
	{ 5, 0x1.4p+5L, 0xfb07cc1dd52ceaddp-67L },
	{ -3, 0x1p-1L, -0xa804407b86dad17dp-72L },
	{ -3, 0x1.4p+1L, -0xddcc7e2f4155d907p-66L },
	{ -3, 0x1.48p+3L, -0x757cad7cd3fb127p-62L },
	{ -3, 0x1.4p+5L, 0x40960da2509dd11fp-65L },
	{ -2, 0x1p-1L, 0xfab549fc31a21f87p-69L },
	{ -2, 0x1.4p+1L, 0xe461da582a58ce1fp-65L },
	{ -2, 0x1.48p+3L, 0x3ec9a70356449943p-64L },
	{ -2, 0x1.4p+5L, -0x8b969edd1455be13p-73L },
	{ 30, 0x1p-1L, 0x9c48a3682fe7639fp-231L },
	{ 30, 0x1.4p+1L, 0x757541fc83a09da7p-161L },
	{ 30, 0x1.48p+3L, 0xdb8b32b4b2d62adbp-102L },
	{ 30, 0x1.4p+5L, -0xd52b03b1bb862349p-67L },
};

static const struct order yn_cases[] = {
	{ 0, 0x1p-1L, -0xe397f59dbdc50ee5p-65L },
	{ 0, 0x1.4p+1L, 0x7f818a01a785745p-60L },
	{ 0, 0x1.48p+3L, -0xe1f1bfd133c99a9fp-71L },
	{ 0, 0x1.4p+5L, 0x407abcf14802e981p-65L },
	{ 1, 0x1p-1L, -0xbc593515be26f6d9p-63L },
	{ 1, 0x1.4p+1L, 0x255ae41e75e75261p-64L },
	{ 1, 0x1.48p+3L, 0xfee816d54b3755f5p-66L },
	{ 1, 0x1.4p+5L, -0xbdd7730430ddcf47p-71L },
	{ 2, 0x1p-1L, -0xae1fb5bbe24aa5ebp-61L },
	{ 2, 0x1.4p+1L, -0xc33e73d292659805p-65L },
	{ 2, 0x1.48p+3L, 0xe331cceb8ce2d413p-68L },
	{ 2, 0x1.4p+5L, -0x40a0b4d515a64911p-65L },
	{ 5, 0x1p-1L, -0x7c2934b6dc4a23edp-50L },
	{ 5, 0x1.4p+1L, -0x7a90cd42a3611567p-61L },
	{ 5, 0x1.48p+3L, 0x5213f26e221b9071p-66L },
	{ 5, 0x1.4p+5L, 0x82898a0415b4cec7p-68L },
	{ -3, 0x1p-1L, 0x2a0f3b04cd165b8dp-56L },
	{ -3, 0x1.4p+1L, 0xc18cda60849eff31p-64L },
	{ -3, 0x1.48p+3L, 0x745ee23373073cbbp-65L },
	{ -3, 0x1.4p+5L, 0x37f1aafa499f677dp-69L },
	{ -2, 0x1p-1L, -0xae1fb5bbe24aa5ebp-61L },
	{ -2, 0x1.4p+1L, -0xc33e73d292659805p-65L },
	{ -2, 0x1.48p+3L, 0xe331cceb8ce2d413p-68L },
	{ -2, 0x1.4p+5L, -0x40a0b4d515a64911p-65L },
	{ 30, 0x1p-1L, -0x8e660326e2b9e9b1p+98L },
	{ 30, 0x1.4p+1L, -0xbe1a97eac2ac00ddp+28L },
	{ 30, 0x1.48p+3L, -0x1af6a190712c2b95p-29L },
	{ 30, 0x1.4p+5L, -0x7577bd98beec32ffp-66L },
};

int main(void)
{
	ONE(erf, 1);
	ONE(erfc, 1);
	ONE(tgamma, 4);
	ONE(lgamma, 1);
	DOUBLE(j0, 4);
	DOUBLE(j1, 4);
	DOUBLE(y0, 4);
	DOUBLE(y1, 4);
	ORDER(jn, 16);
	ORDER(yn, 16);
	return 0;
}
