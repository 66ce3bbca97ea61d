# A short alias of dev.py: `make test` is `python3 dev.py test`.
.PHONY: setup run test lint screenshots catalogs lock
setup run test lint screenshots catalogs lock:
	python3 dev.py $@ $(ARGS)
