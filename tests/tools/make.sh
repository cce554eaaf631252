# make: what is built and what not, pattern rules, functions, jobs, a failing recipe, a makefile that is made.
cat >Makefile <<'END'
names := one two three
all: $(names:%=%.out) sum
	@echo all of $(words $^) made, newest first: $(firstword $^)
%.out: %.in
	tr a-z A-Z <$< >$@
sum: $(names:%=%.out)
	cat $^ | wc -c | tr -d ' ' >$@
-include made.mk
made.mk:
	echo 'made := yes' >$@
.PHONY: show fail slow1 slow2 slow
show:
	@echo '$(made) $(sort b a b) $(patsubst %.in,%,$(wildcard *.in)) $(shell echo $$((6*7)))'
	@echo '$(foreach n,$(names),<$(n)>) $(if ,x,y) $(call pair,1,2) $(abspath ./a/../b) $(subst t,T,two)'
pair = ($(2),$(1))
fail:
	@false
	@echo not reached
slow: slow1 slow2
slow1 slow2:
	@sleep 0.2; echo $@ >>order
define several
@echo first
@echo second
endef
several: ; $(several)
END
for n in one two three; do echo "text $n" >$n.in; done
make; make; touch two.in; sleep 0.02; touch two.in; make -n | grep -c two
make show | sed "s,$PWD,HERE,"; make fail 2>/dev/null; echo "status $?"; make -k fail show >/dev/null 2>&1; echo "status $?"
make -j2 slow; sort order; make several; make -q all; echo "up to date: $?"; make -s -B all
make nothing 2>&1 | sed 's/^make: //'; echo 'x:;@echo $(MAKELEVEL)$(MFLAGS)' | make -f - x
mkdir sub; printf 'all:\n\t@echo in sub $(WORD)\n' >sub/Makefile; printf 'all:\n\t+@$(MAKE) --no-print-directory -C sub WORD=given\n' >top.mk; make -f top.mk
