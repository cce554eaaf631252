// Exponentials, logarithms, powers and roots of the three real types against values computed with 300 bits (mpmath). Arguments are exact in float.
#include <math.h>
#include <stdio.h>
#include "near.h"

static const struct one exp_cases[] = {
	{ 0x1.99999ap-4L, 0x46bb1ecf2cb0e061p-62L },
	{ -0x1.333334p-2L, 0x2f6990ca0b74ad43p-62L },
	{ 0x1p-1L, 0x34c2531c3c0d3793p-61L },
	{ 0x1p+0L, 0xadf85458a2bb4a9bp-62L },
	{ -0x1p+0L, 0xbc5ab1b16779be35p-65L },
	{ 0x1.8p+0L, 0x8f69ff327e2a0abfp-61L },
	{ 0x1p+1L, 0x763992e35376b731p-60L },
	{ -0x1.8p+1L, 0x65f6c3333ac2bb25p-67L },
	{ 0x1.4p+3L, 0x15829dcf95055f9fp-46L },
	{ -0x1.48p+4L, 0xabd1d7f768055a7fp-93L },
	{ 0x1.9p+5L, 0x46440f90202d1599p+10L },
	{ 0x1.4p+6L, 0x2aaef37309e7d679p+54L },
	{ -0x1.4p+6L, 0x17fd974d372e4487p-176L },
	{ 0x1.4f8b58p-17L, 0x200014f8bc5f3971p-61L },
	{ -0x1.79ca1p-67L, 0x1p+0L },
	{ 0x1.62e43p-1L, 0x800000041718433bp-62L },
};

static const struct one exp2_cases[] = {
	{ 0x1.99999ap-4L, 0x224bf7dce231f7bfp-61L },
	{ -0x1.333334p-2L, 0xcfefc5c99f1c504dp-64L },
	{ 0x1p-1L, 0x2d413cccfe779921p-61L },
	{ 0x1p+0L, 0x1p+1L },
	{ -0x1p+0L, 0x1p-1L },
	{ 0x1.8p+0L, 0x2d413cccfe779921p-60L },
	{ 0x1p+1L, 0x1p+2L },
	{ -0x1.8p+1L, 0x1p-3L },
	{ 0x1.4p+3L, 0x1p+10L },
	{ -0x1.48p+4L, 0x2d413cccfe779921p-82L },
	{ 0x1.9p+5L, 0x1p+50L },
	{ 0x1.4p+6L, 0x1p+80L },
	{ -0x1.4p+6L, 0x1p-80L },
	{ 0x1.4f8b58p-17L, 0x80003a254608c7p-55L },
	{ -0x1.79ca1p-67L, 0x1p+0L },
	{ 0x1.62e43p-1L, 0xcef38567333bee63p-63L },
};

static const struct one expm1_cases[] = {
	{ 0x1.99999ap-4L, 0x6bb1ecf2cb0e060fp-66L },
	{ -0x1.333334p-2L, -0x84b379afa45a95e7p-65L },
	{ 0x1p-1L, 0xa61298e1e069bc97p-64L },
	{ 0x1p+0L, 0xdbf0a8b145769535p-63L },
	{ -0x1p+0L, -0xa1d2a7274c4320e5p-64L },
	{ 0x1.8p+0L, 0x6f69ff327e2a0abfp-61L },
	{ 0x1p+1L, 0x663992e35376b731p-60L },
	{ -0x1.8p+1L, -0xf341279998a7a89bp-64L },
	{ 0x1.4p+3L, 0x15825dcf95055f9fp-46L },
	{ -0x1.48p+4L, -0xfffffffaa1714045p-64L },
	{ 0x1.9p+5L, 0x46440f90202d1599p+10L },
	{ 0x1.4p+6L, 0x2aaef37309e7d679p+54L },
	{ -0x1.4p+6L, -0x1p+0L },
	{ 0x1.4f8b58p-17L, 0xa7c5e2f9cb878cc5p-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
	{ 0x1.62e43p-1L, 0x400000041718433bp-62L },
};

static const struct one log_cases[] = {
	{ 0x1.99999ap-4L, -0x935d8dcdaaa8ae17p-62L },
	{ 0x1.333334p-2L, -0x9a1bc79097e3ca8fp-63L },
	{ 0x1p-1L, -0x2c5c85fdf473de6bp-62L },
	{ 0x1.ccccccp-1L, -0xd7c744968aef43f1p-67L },
	{ 0x1.fffffep-1L, -0x8000004000002aabp-87L },
	{ 0x1.000002p+0L, 0xffffff0000015555p-87L },
	{ 0x1.19999ap+0L, 0x6198ff594e321c8dp-66L },
	{ 0x1.8p+0L, 0x67cc8fb2fe612fcbp-64L },
	{ 0x1p+1L, 0x2c5c85fdf473de6bp-62L },
	{ 0x1.8p+1L, 0x8c9f53d5681854bbp-63L },
	{ 0x1.4p+3L, 0x935d8dddaaa8ac17p-62L },
	{ 0x1.9p+6L, 0x935d8dddaaa8ac17p-61L },
	{ 0x1.f4p+9L, 0x6e862a663ffe8111p-60L },
	{ 0x1.81cd6cp+13L, 0x4b5e556301334ebbp-59L },
	{ 0x1.2a05f2p+33L, 0xb834f1551552d71dp-59L },
	{ 0x1.ce3922p+117L, 0xa360d078f0a2686bp-57L },
	{ 0x1.4f8b58p-17L, -0xb834f15bdd52d88dp-60L },
	{ 0x1.79ca1p-67L, -0xb834f15736848ce5p-58L },
	{ 0x1.a95a5cp-117L, -0xa12e5329d8048c71p-57L },
};

static const struct one log2_cases[] = {
	{ 0x1.99999ap-4L, -0xd49a7834b7d428b5p-62L },
	{ 0x1.333334p-2L, -0x6f2a717fc0124527p-62L },
	{ 0x1p-1L, -0x1p+0L },
	{ 0x1.ccccccp-1L, -0x9ba6b57d892cb45p-62L },
	{ 0x1.fffffep-1L, -0x17154770b626b85fp-84L },
	{ 0x1.000002p+0L, 0x1715474e163bb7b3p-83L },
	{ 0x1.19999ap+0L, 0x8ccdbb5f91f110d3p-66L },
	{ 0x1.8p+0L, 0x4ae00d1cfdeb43dp-59L },
	{ 0x1p+1L, 0x1p+0L },
	{ 0x1.8p+1L, 0xcae00d1cfdeb43dp-59L },
	{ 0x1.4p+3L, 0x6a4d3c25e68dc57fp-61L },
	{ 0x1.9p+6L, 0x6a4d3c25e68dc57fp-60L },
	{ 0x1.f4p+9L, 0x9f73da38d9d4a83fp-60L },
	{ 0x1.81cd6cp+13L, 0xd977adbb1e08774fp-60L },
	{ 0x1.2a05f2p+33L, 0x84e08b2f603136dfp-58L },
	{ 0x1.ce3922p+117L, 0x75da39e31297dbfbp-56L },
	{ 0x1.4f8b58p-17L, -0x84e08b3444739919p-59L },
	{ 0x1.79ca1p-67L, -0x109c11661d2eef51p-54L },
	{ 0x1.a95a5cp-117L, -0x744479c9049e6711p-56L },
};

static const struct one log10_cases[] = {
	{ 0x1.99999ap-4L, -0xffffffe43484ee53p-64L },
	{ 0x1.333334p-2L, -0x85db615ca20a96d5p-64L },
	{ 0x1p-1L, -0x9a209a84fbcff799p-65L },
	{ 0x1.ccccccp-1L, -0xbb6c37eeb0e8133p-64L },
	{ 0x1.fffffep-1L, -0xde5bd9186515104fp-89L },
	{ 0x1.000002p+0L, 0xde5bd7cadb50f0d9p-88L },
	{ 0x1.19999ap+0L, 0x54c5b16bd1097693p-67L },
	{ 0x1.8p+0L, 0xb451445b05bfe15bp-66L },
	{ 0x1p+1L, 0x9a209a84fbcff799p-65L },
	{ 0x1.8p+1L, 0x7a249e593f57f423p-64L },
	{ 0x1.4p+3L, 0x1p+0L },
	{ 0x1.9p+6L, 0x1p+1L },
	{ 0x1.f4p+9L, 0x3p+0L },
	{ 0x1.81cd6cp+13L, 0x82edb0bb3d95fed1p-61L },
	{ 0x1.2a05f2p+33L, 0x5p+1L },
	{ 0x1.ce3922p+117L, 0x8de89278a9ada78fp-58L },
	{ 0x1.4f8b58p-17L, -0xa0000005e3ded67bp-61L },
	{ 0x1.79ca1p-67L, -0x50000000ecc65addp-58L },
	{ 0x1.a95a5cp-117L, -0x45ffffffbcd72d75p-57L },
};

static const struct one log1p_cases[] = {
	{ 0x1.99999ap-4L, 0x6198fdfc36ec8e89p-66L },
	{ 0x1.333334p-2L, 0x432a4e16e95d93dp-60L },
	{ 0x1p-1L, 0x67cc8fb2fe612fcbp-64L },
	{ 0x1.ccccccp-1L, 0xa450891406b55ef5p-64L },
	{ 0x1.fffffep-1L, 0x2c5c85ddf473d66bp-62L },
	{ 0x1.000002p+0L, 0x2c5c863df473be6bp-62L },
	{ 0x1.19999ap+0L, 0x17bdf36901c7f35p-57L },
	{ 0x1.8p+0L, 0x3aa481e1c1c0ef41p-62L },
	{ 0x1p+1L, 0x8c9f53d5681854bbp-63L },
	{ 0x1.8p+1L, 0x2c5c85fdf473de6bp-61L },
	{ 0x1.4p+3L, 0x4cbb8eddfcdd2edfp-61L },
	{ 0x1.9p+6L, 0x49d7889c6ee8c2f9p-60L },
	{ 0x1.f4p+9L, 0x6e8a427393e190c1p-60L },
	{ 0x1.81cd6cp+13L, 0x12d79ff68ce57507p-57L },
	{ 0x1.2a05f2p+33L, 0x17069e2aa3184e63p-56L },
	{ 0x1.ce3922p+117L, 0xa360d078f0a2686bp-57L },
	{ 0x1.4f8b58p-17L, 0x29f15d41961ff21dp-78L },
	{ 0x1.79ca1p-67L, 0x179ca1p-87L },
	{ 0x1.a95a5cp-117L, 0x6a5697p-139L },
	{ -0x1.99999ap-4L, -0xd7c7414135992521p-67L },
	{ -0x1p-1L, -0x2c5c85fdf473de6bp-62L },
	{ -0x1.fae148p-1L, -0x126bb1fbb5571583p-58L },
	{ -0x1.b7cdfep-34L, -0x6df37f80179ca117p-96L },
};

static const struct one cbrt_cases[] = {
	{ 0x1.99999ap-4L, 0x76d31de2162cf069p-64L },
	{ -0x1.333334p-2L, -0x55affaacc687a755p-63L },
	{ 0x1p-1L, 0x6597fa94f5b8f20bp-63L },
	{ 0x1p+0L, 0x1p+0L },
	{ 0x1.8p+0L, 0x4942ff86c20bd3e7p-62L },
	{ 0x1p+1L, 0xa14517cc6b945711p-63L },
	{ -0x1.8p+1L, -0xb89ba24891f7b2e7p-63L },
	{ 0x1.4p+3L, 0x2278908270e09d95p-60L },
	{ -0x1.92p+6L, -0x94c729debd4ea0dbp-61L },
	{ 0x1.81c8p+13L, 0xb8e4985f00574bedp-59L },
	{ 0x1.2a05f2p+33L, 0x43537a3ec476b3c7p-51L },
	{ -0x1.5af1d8p+66L, -0x46d334dd57bba6a3p-40L },
	{ 0x1.ce3922p+117L, 0x9bdd5017602235edp-24L },
	{ 0x1.4f8b58p-17L, 0x2c1f71449225cc8bp-67L },
	{ -0x1.79ca1p-67L, -0x1cea94c63aaf979bp-83L },
};

static const struct two pow_cases[] = {
	{ 0x1p+1L, 0x1p-1L, 0x2d413cccfe779921p-61L },
	{ 0x1p+1L, 0x1.4p+3L, 0x1p+10L },
	{ 0x1.4p+3L, -0x1.8p+1L, 0x83126e978d4fdf3bp-73L },
	{ 0x1.99999ap-4L, 0x1.99999ap-4L, 0xcb591857cee955f3p-64L },
	{ 0x1.8p+0L, 0x1.e8p+4L, 0xe557881699898fdbp-46L },
	{ -0x1p+1L, 0x1.8p+1L, -0x1p+3L },
	{ -0x1p+1L, -0x1p+2L, 0x1p-4L },
	{ 0x1.000002p+0L, 0x1.312dp+23L, 0xd2d05de0ece5c49bp-62L },
	{ 0x1.fffffep-1L, 0x1.e848p+19L, 0xf12fe2e4fc7fab23p-64L },
	{ 0x1.8p+1L, 0x1.4p+4L, 0xcfd41b91p+0L },
	{ 0x1.cp+2L, -0x1.69999ap+3L, 0x9b1507e1e63bd537p-95L },
	{ 0x1.2a05f2p+33L, 0x1.cp+1L, 0x2684c2e58e9b0457p+55L },
	{ 0x1.b7cdfep-34L, 0x1.4p+1L, 0x3de5a20e5e882667p-145L },
	{ 0x1p-1L, 0x1.555554p-2L, 0xcb2ff558ddaedfe5p-64L },
};

static const struct two hypot_cases[] = {
	{ 0x1.8p+1L, 0x1p+2L, 0x5p+0L },
	{ 0x1p+0L, 0x1p+0L, 0x2d413cccfe779921p-61L },
	{ 0x1.5af1d8p+66L, 0x1.5af1d8p+66L, 0xf553b31960d8a90bp+3L },
	{ 0x1.79ca1p-67L, 0x1.79ca1p-67L, 0x859195afe097759p-125L },
	{ 0x1.c363ccp+127L, 0x1.b38fb8p-127L, 0x70d8f3p+105L },
	{ -0x1.4p+2L, 0x1.9p+3L, 0xd768166e98838149p-60L },
	{ 0x1.93e594p+99L, 0x1.08b2a2p+83L, 0xc9f2ca002b5e3aa7p+36L },
	{ 0x1.99999ap-4L, 0x1.99999ap-3L, 0xe4f92e673dba552bp-66L },
	{ 0x1.4484cp-100L, 0x1.e6c72p-99L, 0x8046f804f3813d6fp-161L },
};

int main(void)
{
	ONE(exp, 1);
	ONE(exp2, 1);
	ONE(expm1, 1);
	ONE(log, 1);
	ONE(log2, 1);
	ONE(log10, 1);
	ONE(log1p, 1);
	ONE(cbrt, 1);
	TWO(pow, 1);
	TWO(hypot, 1);
	return 0;
}
