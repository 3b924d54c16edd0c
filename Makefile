# make demo: the main job, offline on loopback. make test: everything checked in minutes. Both set .venv up by themselves.

# Tests wait for processes and servers, so more of them run at once than there are cores.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)

.PHONY: demo test test-long check bench lock clean

demo:
	@scripts/setup runtime
	@.venv/bin/cuttings demo

test:
	@scripts/setup dev
	@scratch=$$(scripts/scratch); PYTHONDONTWRITEBYTECODE= TMPDIR=$${scratch:-$$TMPDIR} \
	  .venv/bin/python -m pytest -m "not long" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-long:
	@scripts/setup dev
	@.venv/bin/python -m pytest -m long

check:
	@scripts/setup dev
	@scripts/check

bench:
	@scripts/setup dev
	@.venv/bin/python -m bench.pipeline

lock:
	@scripts/lock

clean:
	rm -rf .venv cuttings-demo
