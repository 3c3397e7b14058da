/**
 * Network limits per EC2 instance type as the EKS VPC resource controller knows them. Made by `npm run data`: change
 * `data/branch-interface-limits.json` instead.
 *
 * One line per set of families with the same limits: `families: size=interfaces/IPv4 per interface/branch interfaces …`.
 * Source: https://github.com/aws/karpenter-provider-aws/blob/01a436f/pkg/providers/instancetype/zz_generated.vpclimits.go
 */

/** Date of the source table. */
export const INSTANCE_TYPE_TABLE_DATE = "2026-08-06";

/** The table; read it through `instance-types.ts`. */
export const INSTANCE_TYPE_TABLE = `
a1: medium=2/4/10 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 metal=8/30/54
c1: medium=2/6/0 xlarge=4/15/0
c3 c4 r3: large=3/10/0 xlarge=4/15/0 2xlarge=4/15/0 4xlarge=8/30/0 8xlarge=8/30/0
c5 c5d: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 9xlarge=8/30/54 12xlarge=8/30/54 18xlarge=15/50/107 24xlarge=15/50/107 metal=15/50/107
c5a c5ad m5a m5ad r5a r5ad: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 24xlarge=15/50/107
c5n: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 9xlarge=8/30/54 18xlarge=15/50/107 metal=15/50/107
c6a m6a r6a: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=15/50/107 48xlarge=15/50/107 metal=15/50/107
c6g c6gd c7g c7gd c7gn m6g m6gd m7g m7gd r6g r6gd r7g r7gd: medium=2/4/4 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 metal=15/50/107
c6gn: medium=2/4/4 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107
c6i c6id m6i m6id r6i r6id: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=15/50/107 metal=15/50/107
c6in m6idn m6in r6idn r6in: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=16/50/106 metal=16/50/106
c7a m7a r7a: medium=2/4/4 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=15/50/107 48xlarge=15/50/107 metal-48xl=15/50/107
c7g-flex m7g-flex: medium=2/4/1 large=3/10/3 xlarge=4/15/8 2xlarge=4/15/18 4xlarge=8/30/34 8xlarge=8/30/54
c7i: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=15/50/107 48xlarge=15/50/107 metal-24xl=15/50/107 metal-48xl=15/50/107
c7i-flex m7i-flex: large=3/10/3 xlarge=4/15/8 2xlarge=4/15/18 4xlarge=8/30/34 8xlarge=8/30/54 12xlarge=8/30/114 16xlarge=15/50/107
c8a m8a r8a: medium=2/4/4 large=3/20/9 xlarge=4/20/18 2xlarge=4/40/38 4xlarge=8/40/54 8xlarge=10/40/82 12xlarge=12/64/110 16xlarge=16/64/106 24xlarge=16/64/106 48xlarge=24/64/98 metal-24xl=16/64/106 metal-48xl=24/64/98
c8g c8gd m8g m8gd r8g r8gd x8g: medium=2/4/4 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 24xlarge=15/50/107 48xlarge=15/50/107 metal-24xl=15/50/107 metal-48xl=15/50/107
c8g-flex m8g-flex: medium=2/4/1 large=3/10/3 xlarge=4/15/8 2xlarge=4/15/18 4xlarge=8/30/34 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/47
c8gb c8gn m8gb m8gn r8gb r8gn: medium=2/4/4 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=10/30/52 12xlarge=12/30/50 16xlarge=16/50/106 24xlarge=24/50/98 48xlarge=24/50/98 metal-24xl=24/50/98 metal-48xl=24/50/98
c8i c8id m8i m8id r8i r8id: large=3/20/9 xlarge=4/30/18 2xlarge=4/30/38 4xlarge=8/50/54 8xlarge=10/50/82 12xlarge=12/50/110 16xlarge=16/64/106 24xlarge=16/64/106 32xlarge=24/64/98 48xlarge=24/64/98 96xlarge=24/64/98 metal-48xl=24/64/98 metal-96xl=24/64/98
c8i-flex m8i-flex r8i-flex: large=3/20/3 xlarge=4/30/8 2xlarge=4/30/18 4xlarge=8/50/34 8xlarge=10/50/52 12xlarge=12/50/110 16xlarge=16/64/106
c8ib c8in m8ib m8idb m8idn m8in r8ib r8idb r8idn r8in: large=4/20/8 xlarge=4/30/18 2xlarge=4/30/38 4xlarge=8/50/54 8xlarge=8/50/84 12xlarge=12/50/110 16xlarge=16/64/106 24xlarge=16/64/106 32xlarge=16/64/106 48xlarge=24/64/98 96xlarge=24/64/98 metal-48xl=24/64/98 metal-96xl=24/64/98
c8ine m8ine: large=4/20/8 xlarge=4/30/18 2xlarge=4/30/38 4xlarge=8/50/54 8xlarge=8/50/84 12xlarge=12/50/110
c9g c9gd m9g m9gd: medium=2/20/4 large=3/20/9 xlarge=4/30/18 2xlarge=4/30/38 4xlarge=8/50/54 8xlarge=10/50/52 12xlarge=12/50/50 16xlarge=16/64/106 24xlarge=24/64/98 48xlarge=24/64/98 metal-48xl=24/64/98
d2 i2: xlarge=4/15/0 2xlarge=4/15/0 4xlarge=8/30/0 8xlarge=8/30/0
d3: xlarge=4/3/42 2xlarge=4/5/92 4xlarge=4/10/118 8xlarge=3/20/119
d3en: xlarge=4/3/24 2xlarge=4/5/58 4xlarge=4/10/118 6xlarge=4/15/118 8xlarge=4/20/118 12xlarge=3/30/119
dl1 p4d p4de: 24xlarge=60/50/62
dl2q p3dn: 24xlarge=15/50/107
f1: 2xlarge=4/15/0 4xlarge=8/30/0 16xlarge=8/50/0
f2: 6xlarge=8/30/84 12xlarge=8/30/114 48xlarge=15/50/107
g4ad: xlarge=2/4/12 2xlarge=2/4/12 4xlarge=3/10/11 8xlarge=4/15/10 16xlarge=8/30/6
g4dn: xlarge=3/10/39 2xlarge=3/10/39 4xlarge=3/10/59 8xlarge=4/15/58 12xlarge=8/30/54 16xlarge=4/15/118 metal=15/50/107
g5: xlarge=4/15/4 2xlarge=4/15/17 4xlarge=8/30/34 8xlarge=8/30/84 12xlarge=15/50/107 16xlarge=8/30/114 24xlarge=15/50/107 48xlarge=7/50/115
g5g: xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 16xlarge=15/50/107 metal=15/50/107
g6: xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 48xlarge=15/50/107
g6e: xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=10/30/112 16xlarge=15/50/107 24xlarge=20/50/102 48xlarge=40/50/82
g6f: large=2/10/10 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54
g7: 2xlarge=4/64/38 4xlarge=8/64/54 8xlarge=10/64/82 12xlarge=12/64/110 24xlarge=24/64/98 48xlarge=24/64/98
g7e: 2xlarge=4/64/120 4xlarge=8/64/120 8xlarge=8/64/120 12xlarge=10/64/120 24xlarge=20/64/120 48xlarge=40/64/120
gr6: 4xlarge=8/30/54 8xlarge=8/30/84
gr6f: 4xlarge=8/30/54
h1: 2xlarge=4/15/0 4xlarge=8/30/0 8xlarge=8/30/0 16xlarge=8/50/0
hpc7g: 4xlarge=4/50/118 8xlarge=4/50/118 16xlarge=4/50/118
i3: large=3/10/0 xlarge=4/15/0 2xlarge=4/15/0 4xlarge=8/30/0 8xlarge=8/30/0 16xlarge=15/50/0 metal=15/50/120
i3en: large=3/10/5 xlarge=4/15/12 2xlarge=4/15/28 3xlarge=4/15/38 6xlarge=8/30/54 12xlarge=8/30/54 24xlarge=15/50/107 metal=15/50/107
i4g im4gn: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 16xlarge=15/50/107
i4i: large=3/10/9 xlarge=4/15/6 2xlarge=4/15/26 4xlarge=8/30/52 8xlarge=8/30/112 12xlarge=8/30/112 16xlarge=15/50/120 24xlarge=15/30/105 32xlarge=15/50/120 metal=15/50/120
i7i: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/84 16xlarge=15/50/107 24xlarge=15/50/107 48xlarge=15/50/107 metal-24xl=15/50/107 metal-48xl=15/50/107
i7ie: large=3/10/19 xlarge=4/15/27 2xlarge=4/15/27 3xlarge=4/15/27 6xlarge=8/30/54 12xlarge=8/50/54 18xlarge=15/50/107 24xlarge=15/50/107 48xlarge=15/50/107 metal-24xl=15/50/107 metal-48xl=15/50/107
i8g: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 24xlarge=15/50/107 48xlarge=15/50/107 metal-24xl=15/50/107 metal-48xl=15/50/107
i8ge: large=3/10/19 xlarge=4/15/27 2xlarge=4/15/27 3xlarge=6/30/25 6xlarge=10/30/52 12xlarge=12/30/50 18xlarge=16/50/106 24xlarge=16/50/106 48xlarge=24/50/98 metal-24xl=16/50/106 metal-48xl=24/50/98
inf1: xlarge=4/10/38 2xlarge=4/10/38 6xlarge=8/30/54 24xlarge=11/30/111
inf2: xlarge=4/15/18 8xlarge=8/30/84 24xlarge=15/50/107 48xlarge=15/50/107
is4gen: medium=2/4/4 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54
m1: small=2/4/0 medium=2/6/0 large=3/10/0 xlarge=4/15/0
m2: xlarge=4/15/0 2xlarge=4/30/0 4xlarge=8/30/0
m3: medium=2/6/0 large=3/10/0 xlarge=4/15/0 2xlarge=4/30/0
m4: large=2/10/0 xlarge=4/15/0 2xlarge=4/15/0 4xlarge=8/30/0 10xlarge=8/30/0 16xlarge=8/30/0
m5 r5: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 24xlarge=15/50/107 metal=15/50/120
m5d m5dn m5n r5b r5d r5dn r5n: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 24xlarge=15/50/107 metal=15/50/107
m5zn: large=3/10/13 xlarge=4/15/29 2xlarge=4/15/62 3xlarge=8/30/92 6xlarge=8/30/114 12xlarge=15/50/107 metal=15/50/107
m7i r7i: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 48xlarge=15/50/107 metal-24xl=15/50/107 metal-48xl=15/50/107
m8azn: medium=3/4/3 large=4/20/8 xlarge=4/20/18 3xlarge=8/40/34 6xlarge=8/40/54 12xlarge=16/64/106 24xlarge=16/64/106 metal-12xl=16/64/106 metal-24xl=16/64/106
mac-m3ultra mac-m4 mac-m4max mac-m4pro mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro: metal=8/30/6
p3: 2xlarge=4/15/0 8xlarge=8/30/0 16xlarge=8/30/0
p5: 4xlarge=4/30/58 48xlarge=64/50/120
p5e p5en: 48xlarge=64/50/120
p6-b200: 48xlarge=32/50/120
p6-b300: 48xlarge=68/50/120
r4: large=3/10/0 xlarge=4/15/0 2xlarge=4/15/0 4xlarge=8/30/0 8xlarge=8/30/0 16xlarge=15/50/0
r7iz: large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/84 12xlarge=8/30/114 16xlarge=15/50/107 32xlarge=15/50/107 metal-16xl=15/50/107 metal-32xl=15/50/107
t1: micro=2/2/0
t2: nano=2/2/0 micro=2/2/0 small=3/4/0 medium=3/6/0 large=3/12/0 xlarge=3/15/0 2xlarge=3/15/0
t3 t4g: nano=2/2/0 micro=2/2/0 small=3/4/0 medium=3/6/0 large=3/12/0 xlarge=4/15/0 2xlarge=4/15/0
t3a: nano=2/2/0 micro=2/2/0 small=2/4/0 medium=3/6/0 large=3/12/0 xlarge=4/15/0 2xlarge=4/15/0
trn1: 2xlarge=4/15/17 32xlarge=40/50/82
trn1n: 32xlarge=80/50/120
u-3tb1: 56xlarge=8/30/6
u-6tb1: 56xlarge=15/50/0 112xlarge=15/50/0
u7i-12tb: 224xlarge=15/50/107
u7i-6tb u7i-8tb: 112xlarge=15/50/107
u7in-16tb u7in-24tb u7in-32tb: 224xlarge=16/50/106
vt1: 3xlarge=4/15/38 6xlarge=8/30/54 24xlarge=15/50/107
x1: 16xlarge=8/30/0 32xlarge=8/30/0
x1e: xlarge=3/10/0 2xlarge=4/15/0 4xlarge=4/15/0 8xlarge=4/15/0 16xlarge=8/30/0 32xlarge=8/30/0
x2gd: medium=2/4/10 large=3/10/9 xlarge=4/15/18 2xlarge=4/15/38 4xlarge=8/30/54 8xlarge=8/30/54 12xlarge=8/30/54 16xlarge=15/50/107 metal=15/50/107
x2idn: 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=15/50/107 metal=15/50/107
x2iedn: xlarge=4/15/11 2xlarge=4/15/27 4xlarge=8/30/54 8xlarge=8/30/114 16xlarge=15/50/107 24xlarge=15/50/107 32xlarge=15/50/107 metal=15/50/107
x2iezn: 2xlarge=4/15/62 4xlarge=8/30/114 6xlarge=8/30/114 8xlarge=8/30/114 12xlarge=15/50/107 metal=15/50/107
x8aedz: large=4/20/8 xlarge=4/20/18 3xlarge=8/40/34 6xlarge=8/40/54 12xlarge=16/64/106 24xlarge=16/64/106 metal-12xl=16/64/106 metal-24xl=16/64/106
x8i: large=3/20/9 xlarge=4/30/18 2xlarge=4/30/38 4xlarge=8/50/54 8xlarge=10/50/82 12xlarge=12/50/110 16xlarge=16/64/106 24xlarge=16/64/106 32xlarge=24/64/98 48xlarge=24/64/98 64xlarge=24/64/98 96xlarge=24/64/98 metal-48xl=24/64/98 metal-96xl=24/64/98
z1d: large=3/10/13 xlarge=4/15/28 2xlarge=4/15/58 3xlarge=8/30/54 6xlarge=8/30/54 12xlarge=15/50/107 metal=15/50/107
`;
