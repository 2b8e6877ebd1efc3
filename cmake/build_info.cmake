# Writes OUT, a C++ source that says what the program was built from; leaves it alone when nothing changed. Run at each build.
#   cmake -DSOURCE=… -DOUT=… -DVERSION=… -DCOMPILER=… -DBUILD_TYPE=… [-DCOMMIT=…] -P build_info.cmake
# COMMIT stands in for what git would say, for a source tree without its history.
cmake_minimum_required(VERSION 3.25)
if(NOT COMMIT)
  foreach(asked "COMMIT;rev-parse;--short=12;HEAD" "DATE;show;-s;--format=%cs;HEAD")
    list(POP_FRONT asked name)
    execute_process(COMMAND git -c safe.directory=* ${asked} WORKING_DIRECTORY ${SOURCE}
      OUTPUT_VARIABLE ${name} OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(failed)
      set(${name} "")
    endif()
  endforeach()
  if(COMMIT)
    execute_process(COMMAND git -c safe.directory=* diff --quiet HEAD WORKING_DIRECTORY ${SOURCE} ERROR_QUIET RESULT_VARIABLE changed)
    if(changed)
      string(APPEND COMMIT "-changed")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT
"// Made at build time by cmake/build_info.cmake.
#include \"app/build_info.hpp\"

namespace baton::app {

const BuildInfo& build_info() {
  static constexpr BuildInfo kInfo{
      \"@VERSION@\", \"@COMMIT@\", \"@DATE@\", \"@COMPILER@\", \"@BUILD_TYPE@\"};
  return kInfo;
}

}  // namespace baton::app
")
