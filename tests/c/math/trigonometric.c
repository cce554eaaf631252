// Trigonometric functions of the three real types against values computed with 300 bits (mpmath). Arguments are exact in float.
#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include "near.h"

static const struct one sin_cases[] = {
	{ 0x1.99999ap-4L, 0xcc75768f50115461p-67L },
	{ -0x1.333334p-2L, -0x974e6d0fa9644021p-65L },
	{ 0x1p-1L, 0x3d5dd0e8960bdfd1p-63L },
	{ 0x1.91eb86p-1L, 0xb4f27f0c845c8f99p-64L },
	{ 0x1p+0L, 0xd76aa47848677021p-64L },
	{ 0x1.8p+0L, 0xff5bd4d9636c56f3p-64L },
	{ 0x1.921fb6p+0L, 0xffffffffffffbb29p-64L },
	{ 0x1p+1L, 0xe8c7b7568da22efdp-64L },
	{ -0x1.8p+1L, -0x9081c36db6aada79p-66L },
	{ 0x1.921fb6p+1L, -0xbbbd2e7b96762febp-87L },
	{ 0x1.2cccccp+2L, -0xfffaf86f9946270fp-64L },
	{ 0x1.933334p+2L, 0x89bdb4790bac566dp-69L },
	{ 0x1.4p+3L, -0x45a27bd7cd3d4967p-63L },
	{ 0x1.92p+6L, -0xfd9fc19a387f8615p-69L },
	{ -0x1.f42p+9L, -0x785c08d0f014c485p-63L },
	{ 0x1.81cd6cp+13L, -0xb44b0879c34062c1p-64L },
	{ 0x1.e848p+19L, -0xb332592b46c33a4dp-65L },
	{ -0x1.2a05f2p+33L, 0x7ccd31e25a938d33p-64L },
	{ 0x1.043562p+68L, 0xd66987d0714a5ed1p-64L },
	{ 0x1.342618p+116L, -0xffd555e037ae8bc3p-64L },
	{ 0x1.4f8b58p-17L, 0xa7c5abfff3fd8afbp-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
};

static const struct one cos_cases[] = {
	{ 0x1.99999ap-4L, 0x7f5c4be64e966c41p-63L },
	{ -0x1.333334p-2L, 0xf490ee9256dc894fp-64L },
	{ 0x1p-1L, 0x7054a0196df53e77p-63L },
	{ 0x1.91eb86p-1L, 0xb517657a07c6e5e5p-64L },
	{ 0x1p+0L, 0x4528a03ed41a2e49p-63L },
	{ 0x1.8p+0L, 0x486f553f17e69d1p-62L },
	{ 0x1.921fb6p+0L, -0xbbbd2e7b96766267p-88L },
	{ 0x1p+1L, -0x6a88995d4dc81291p-64L },
	{ -0x1.8p+1L, -0x1fae04be85e5d261p-61L },
	{ 0x1.921fb6p+1L, -0x3fffffffffffbb29p-62L },
	{ 0x1.2cccccp+2L, -0xcafa9ee34a188c5bp-70L },
	{ 0x1.933334p+2L, 0xfff6bc421dab83dbp-64L },
	{ 0x1.4p+3L, -0xd6cd64486358f905p-64L },
	{ 0x1.92p+6L, 0xffe0956d76760c63p-64L },
	{ -0x1.f42p+9L, 0x2b8fb2914639e3d1p-63L },
	{ 0x1.81cd6cp+13L, 0xb5be1fbeb42eaf95p-64L },
	{ 0x1.e848p+19L, 0xefcefcc836996357p-64L },
	{ -0x1.2a05f2p+33L, 0xdf84c480e498cc19p-64L },
	{ 0x1.043562p+68L, -0x45ef424f70effebbp-63L },
	{ 0x1.342618p+116L, -0x1278c421bdf2218fp-65L },
	{ 0x1.4f8b58p-17L, 0xffffffffc906407bp-64L },
	{ -0x1.79ca1p-67L, 0x1p+0L },
};

static const struct one tan_cases[] = {
	{ 0x1.99999ap-4L, 0xcd7c43edcf8297ffp-67L },
	{ -0x1.333334p-2L, -0x9e61529747a09be5p-65L },
	{ 0x1p-1L, 0x8bda7adf9a3a5219p-64L },
	{ 0x1.91eb86p-1L, 0x3ff2f583289d94bbp-62L },
	{ 0x1p+0L, 0xc75922e5f71d2dc5p-63L },
	{ 0x1.8p+0L, 0xe19f6a85c43bbad3p-60L },
	{ 0x1.921fb6p+0L, -0xae8a4a36e4c4baebp-39L },
	{ 0x1p+1L, -0x8bd7b1704a87c1dbp-62L },
	{ -0x1.8p+1L, 0x48fbdc4952e1bc33p-65L },
	{ 0x1.921fb6p+1L, 0xbbbd2e7b9676f9dbp-87L },
	{ 0x1.2cccccp+2L, 0x50b62630d29f010fp-56L },
	{ 0x1.933334p+2L, 0x89c2b0c56568691dp-69L },
	{ 0x1.4p+3L, 0xa5faf9a5f1bc12fp-60L },
	{ 0x1.92p+6L, -0xfdbee55a48986573p-69L },
	{ -0x1.f42p+9L, -0xb0d4d6256058bf07p-62L },
	{ 0x1.81cd6cp+13L, -0xfdf549747c9db12dp-64L },
	{ 0x1.e848p+19L, -0x2fd2ed156e698021p-63L },
	{ -0x1.2a05f2p+33L, 0x4778003d10fd4179p-63L },
	{ 0x1.043562p+68L, -0x621bd1f66bfc551bp-62L },
	{ 0x1.342618p+116L, 0xdd9988d6ee3a4891p-59L },
	{ 0x1.4f8b58p-17L, 0xa7c5ac001804ea0bp-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
};

static const struct one asin_cases[] = {
	{ 0x1.99999ap-4L, 0xcd2493e390ff6ba1p-67L },
	{ -0x1.333334p-2L, -0x9c00ad5bffe06d81p-65L },
	{ 0x1p-1L, 0x860a91c16b9b2c23p-64L },
	{ -0x1p-1L, -0x860a91c16b9b2c23p-64L },
	{ 0x1.666666p-1L, 0x63403980d31637c5p-63L },
	{ 0x1.ccccccp-1L, 0x11ea9361b0e22b53p-60L },
	{ -0x1.fae148p-1L, -0xb6f1e40acc75a85dp-63L },
	{ 0x1.ff7ceep-1L, 0xc3564fd32a3a6acbp-63L },
	{ 0x1.fffffcp-1L, 0xc8ffdaa21ebe1789p-63L },
	{ 0x1.4f8b58p-17L, 0xa7c5ac000c027505p-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
	{ 0x1p-2L, 0x815f4e705c3e68f3p-65L },
	{ -0x1.8p-1L, -0xd91a98ae3406e041p-64L },
};

static const struct one acos_cases[] = {
	{ 0x1.99999ap-4L, 0xbc3d9163e858cb7bp-63L },
	{ -0x1.333334p-2L, 0xf01005f92160dd95p-63L },
	{ 0x1p-1L, 0x860a91c16b9b2c23p-63L },
	{ -0x1p-1L, 0x860a91c16b9b2c23p-62L },
	{ 0x1.666666p-1L, 0xcb9f42429ca514dfp-64L },
	{ 0x1.ccccccp-1L, 0xe6ecfe52695d9e73p-65L },
	{ -0x1.fae148p-1L, 0xc000df5676ef3549p-62L },
	{ 0x1.ff7ceep-1L, 0x2dcc5677b972bb51p-66L },
	{ 0x1.fffffcp-1L, 0x8000001555555eefp-74L },
	{ 0x1.4f8b58p-17L, 0x3243e1afd2da2f0dp-61L },
	{ -0x1.79ca1p-67L, 0xc90fdaa22168c235p-63L },
	{ 0x1p-2L, 0x151700e0c14b24ffp-60L },
	{ -0x1.8p-1L, 0x9ace937c9db6192bp-62L },
};

static const struct one atan_cases[] = {
	{ 0x1.99999ap-4L, 0x660f8a24e3e7af97p-66L },
	{ -0x1.333334p-2L, -0x9539d38ee760ad73p-65L },
	{ 0x1p-1L, 0xed63382b0dda7b45p-65L },
	{ 0x1p+0L, 0xc90fdaa22168c235p-64L },
	{ 0x1.8p+0L, 0xfb985e940fb4d9p-56L },
	{ 0x1p+1L, 0x8db70c975df22363p-63L },
	{ -0x1.8p+1L, -0x27f82ed6f50abffbp-61L },
	{ 0x1.4p+3L, 0xbc4de960b0029c17p-63L },
	{ -0x1.92p+6L, -0x63e4e85364def343p-62L },
	{ 0x1.81c8p+13L, 0xc90d331e6348ea69p-63L },
	{ 0x1.2a05f2p+33L, 0xc90fdaa1ea6f0281p-63L },
	{ -0x1.5af1d8p+66L, -0xc90fdaa22168c235p-63L },
	{ 0x1.ce3922p+117L, 0xc90fdaa22168c235p-63L },
	{ 0x1.4f8b58p-17L, 0xa7c5abffe7fb15f5p-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
};

static const struct two atan2_cases[] = {
	{ 0x1p+0L, 0x1p+0L, 0xc90fdaa22168c235p-64L },
	{ 0x1p+0L, -0x1p+0L, 0x12d97c7f3321d235p-59L },
	{ -0x1p+0L, 0x1p+0L, -0xc90fdaa22168c235p-64L },
	{ -0x1p+0L, -0x1p+0L, -0x12d97c7f3321d235p-59L },
	{ 0x1.99999ap-4L, 0x1.8p+1L, 0x887b98db2bc749e5p-68L },
	{ 0x1.8p+1L, 0x1.99999ap-4L, 0x6265feeda40543f3p-62L },
	{ -0x1.2a05f2p+33L, 0x1.b7cdfep-34L, -0xc90fdaa22168c235p-63L },
	{ 0x1.4f8b58p-17L, -0x1p+0L, 0x6487d8585b34641bp-61L },
	{ -0x1.4f8b58p-17L, -0x1.86ap+16L, -0xc90fdaa205ebe267p-62L },
	{ 0x1.4p+1L, -0x1.dp+2L, 0xb3cf6447c64820cfp-62L },
};

// In other modes the multiple of half pi that is taken off shall be the nearest, too.
static void directed(const char *name, int mode)
{
	puts(name);
	fesetround(mode);
	ONE(sin, 2);
	ONE(cos, 2);
	ONE(tan, 2);
	fesetround(FE_TONEAREST);
}

int main(void)
{
	ONE(sin, 1);
	ONE(cos, 1);
	ONE(tan, 1);
	ONE(asin, 1);
	ONE(acos, 1);
	ONE(atan, 1);
	TWO(atan2, 1);
	directed("up", FE_UPWARD);
	directed("down", FE_DOWNWARD);
	directed("to zero", FE_TOWARDZERO);
	return 0;
}
