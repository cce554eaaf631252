// Hyperbolic functions of the three real types against values computed with 300 bits (mpmath). Arguments are exact in float.
#include <math.h>
#include <stdio.h>
#include "near.h"

static const struct one sinh_cases[] = {
	{ 0x1.99999ap-4L, 0xcd2439cf4f97fd9dp-67L },
	{ -0x1.333334p-2L, -0x9bea15e5b0b53abp-61L },
	{ 0x1p-1L, 0x42b3403f98ee5b29p-63L },
	{ 0x1p+0L, 0x259b3f889d7304b5p-61L },
	{ 0x1.8p+0L, 0x44230eaaf5a981b3p-61L },
	{ -0x1p+1L, -0x740f3d8edb867dbdp-61L },
	{ 0x1.4p+2L, 0x251a02cde0e6e8f1p-55L },
	{ 0x1.4p+3L, 0xac14ee76b4cc8f9fp-50L },
	{ -0x1.4p+4L, -0x73ac222da3a00fe5p-35L },
	{ 0x1.9p+5L, 0x46440f90202d1599p+9L },
	{ 0x1.4p+6L, 0x2aaef37309e7d679p+53L },
	{ -0x1.4f8b58p-17L, -0xa7c5ac000c027505p-80L },
	{ 0x1.79ca1p-67L, 0x179ca1p-87L },
	{ 0x1.47ae14p-7L, 0x28f5ef3d4d789257p-68L },
	{ 0x1.666666p-1L, 0xc2328a5e6a2d9e4bp-64L },
};

static const struct one cosh_cases[] = {
	{ 0x1.99999ap-4L, 0x10147f402c8d081dp-60L },
	{ -0x1.333334p-2L, 0x42e6d386c18b5499p-62L },
	{ 0x1p-1L, 0x90560c3157468323p-63L },
	{ 0x1p+0L, 0xc583aa8ecfaa8261p-63L },
	{ 0x1.8p+0L, 0x12d1bc21e2202243p-59L },
	{ -0x1p+1L, 0x7863e837cb66f0a5p-61L },
	{ 0x1.4p+2L, 0x946b7e5f7f9d4e33p-57L },
	{ 0x1.4p+3L, 0xac14ee829b896a51p-50L },
	{ -0x1.4p+4L, 0x1ceb088b68e8040bp-33L },
	{ 0x1.9p+5L, 0x46440f90202d1599p+9L },
	{ 0x1.4p+6L, 0x2aaef37309e7d679p+53L },
	{ -0x1.4f8b58p-17L, 0x800000001b7cdfc3p-63L },
	{ 0x1.79ca1p-67L, 0x1p+0L },
	{ 0x1.47ae14p-7L, 0x8001a36f12880105p-63L },
	{ 0x1.666666p-1L, 0x282a582be98b4dfbp-61L },
};

static const struct one tanh_cases[] = {
	{ 0x1.99999ap-4L, 0xcc1ebbfdab0902c3p-67L },
	{ -0x1.333334p-2L, -0x9526ed9c7e6bfc09p-65L },
	{ 0x1p-1L, 0xec9a9ebab4579b29p-65L },
	{ 0x1p+0L, 0x30bdf56a29e728abp-62L },
	{ 0x1.8p+0L, 0xe7b7cbc36fabbb07p-64L },
	{ -0x1p+1L, -0x7b6541786f0f4f4dp-63L },
	{ 0x1.4p+2L, 0x1fff419668df1135p-61L },
	{ 0x1.4p+3L, 0xffffffee4b79aaa9p-64L },
	{ -0x1.4p+4L, -0xffffffffffffff63p-64L },
	{ 0x1.9p+5L, 0x1p+0L },
	{ 0x1.4p+6L, 0x1p+0L },
	{ -0x1.4f8b58p-17L, -0xa7c5abffe7fb15f5p-80L },
	{ 0x1.79ca1p-67L, 0x179ca1p-87L },
	{ 0x1.47ae14p-7L, 0xa3d5a419b3b9b961p-70L },
	{ 0x1.666666p-1L, 0x4d5bec4e7ce5fp-51L },
};

static const struct one asinh_cases[] = {
	{ 0x1.99999ap-4L, 0xcc75cf722208b697p-67L },
	{ -0x1.333334p-2L, -0x9762758d44bd68ffp-65L },
	{ 0x1p-1L, 0x7b30b2bb14582653p-64L },
	{ 0x1p+0L, 0xe1a1b30bcea13661p-64L },
	{ 0x1.8p+0L, 0x98ee00485b1ec341p-63L },
	{ 0x1p+1L, 0x2e32430627a10e5fp-61L },
	{ -0x1.8p+1L, -0xe8c2da83f6e06ffp-59L },
	{ 0x1.4p+3L, 0xbfe2e283695ed6a9p-62L },
	{ -0x1.92p+6L, -0x54da7033552d25fbp-60L },
	{ 0x1.81c8p+13L, 0xa1d392b55e9ef7b3p-60L },
	{ 0x1.2a05f2p+33L, 0x5ee0410a69f0a975p-58L },
	{ -0x1.5af1d8p+66L, -0x175f5736c99cd957p-55L },
	{ 0x1.ce3922p+117L, 0x5261da54702303afp-56L },
	{ 0x1.4f8b58p-17L, 0xa7c5abfff3fd8afbp-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
};

static const struct one acosh_cases[] = {
	{ 0x1.00068ep+0L, 0xe7b8d7c59886f4f9p-70L },
	{ 0x1.19999ap+0L, 0xe31b62932a7ce025p-65L },
	{ 0x1.8p+0L, 0x7b30b2bb14582653p-63L },
	{ 0x1p+1L, 0xa892138cc021a4dfp-63L },
	{ 0x1.8p+1L, 0xe1a1b30bcea13661p-63L },
	{ 0x1.4p+3L, 0x5fc87b47381750ffp-61L },
	{ 0x1.92p+6L, 0xa9b478958e29177dp-61L },
	{ 0x1.81c8p+13L, 0xa1d392b47d2973d7p-60L },
	{ 0x1.2a05f2p+33L, 0x5ee0410a69f0a975p-58L },
	{ 0x1.5af1d8p+66L, 0x175f5736c99cd957p-55L },
	{ 0x1.ce3922p+117L, 0x5261da54702303afp-56L },
	{ 0x1.000002p+0L, 0xffffffd555556889p-75L },
};

static const struct one atanh_cases[] = {
	{ 0x1.99999ap-4L, 0xcd7c9e9cd1b92119p-67L },
	{ -0x1.333334p-2L, -0x279e56bce4bb489fp-63L },
	{ 0x1p-1L, 0x8c9f53d5681854bbp-64L },
	{ -0x1p-1L, -0x8c9f53d5681854bbp-64L },
	{ 0x1.666666p-1L, 0xde0767e5db7aff5fp-64L },
	{ 0x1.ccccccp-1L, 0x2f1c6bc8ab1600f5p-61L },
	{ -0x1.fae148p-1L, -0xa962c2cf51236d8dp-62L },
	{ 0x1.ff7ceep-1L, 0x799b4cfc323998bfp-61L },
	{ 0x1.fffffcp-1L, 0x851591f1dd5b9741p-60L },
	{ 0x1.4f8b58p-17L, 0xa7c5ac001804ea0bp-80L },
	{ -0x1.79ca1p-67L, -0x179ca1p-87L },
	{ 0x1p-2L, 0x82c577d408a28d39p-65L },
	{ -0x1.8p-1L, -0xf913957192d2baa3p-64L },
};

int main(void)
{
	ONE(sinh, 1);
	ONE(cosh, 1);
	ONE(tanh, 2);
	ONE(asinh, 1);
	ONE(acosh, 1);
	ONE(atanh, 1);
	return 0;
}
