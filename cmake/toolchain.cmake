# Flags, linker and compiler cache that every target shares.
add_library(baton_flags INTERFACE)
target_include_directories(baton_flags INTERFACE ${CMAKE_SOURCE_DIR}/include)
target_compile_options(baton_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wunused -Woverloaded-virtual -Wimplicit-fallthrough
  -fno-omit-frame-pointer)
if(BATON_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # It finds the names of one source shadowed by those of another in its batch; GCC looks for shadowed names, too.
  target_compile_options(baton_flags INTERFACE -Wno-shadow)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees faults inside std::string, std::variant and coroutine frames (GCC bugs 105329, 105651, 105562).
  target_compile_options(baton_flags INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
endif()
if(BATON_WERROR)
  target_compile_options(baton_flags INTERFACE -Werror)
endif()
target_compile_definitions(baton_flags INTERFACE
  BATON_VERSION="${PROJECT_VERSION}"
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
  SPDLOG_FMT_EXTERNAL SPDLOG_COMPILED_LIB
  JSON_USE_IMPLICIT_CONVERSIONS=0)
if(BATON_SANITIZE)
  target_compile_options(baton_flags INTERFACE -fsanitize=${BATON_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(baton_flags INTERFACE -fsanitize=${BATON_SANITIZE})
endif()

find_program(MOLD mold)
if(MOLD)
  target_link_options(baton_flags INTERFACE -fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  # It takes what a source includes from the compiler (CCACHE_DEPEND) instead of preprocessing each source before that.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

find_package(Threads REQUIRED)
target_link_libraries(baton_flags INTERFACE Threads::Threads)

# Precompiled headers, for builds that compile each source by itself: one set for the pure rooms, one for those that do I/O, one for tests.
# A batch of many sources reads each header once, which takes less time than to load what is precompiled.
if(NOT BATON_UNITY)
  file(WRITE ${CMAKE_BINARY_DIR}/pch/pure.cpp "// Owns the precompiled header of the pure rooms.\n")
  add_library(baton_pch_pure OBJECT ${CMAKE_BINARY_DIR}/pch/pure.cpp)
  target_link_libraries(baton_pch_pure PUBLIC baton_flags)
  target_precompile_headers(baton_pch_pure PRIVATE
    <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <unordered_map> <variant> <vector>
    <nlohmann/json.hpp> <boost/system/result.hpp>)
  file(WRITE ${CMAKE_BINARY_DIR}/pch/io.cpp "// Owns the precompiled header of the rooms that do I/O.\n")
  add_library(baton_pch_io OBJECT ${CMAKE_BINARY_DIR}/pch/io.cpp)
  target_link_libraries(baton_pch_io PUBLIC baton_flags)
  target_precompile_headers(baton_pch_io PRIVATE
    <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <unordered_map> <variant> <vector>
    <nlohmann/json.hpp> <boost/system/result.hpp>
    <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/post.hpp>
    <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp> <boost/beast/core.hpp> <boost/beast/http.hpp>)
endif()

# Lets a target use the precompiled headers of a set, pure, io or test, where the build has them.
function(baton_precompiled_headers target set)
  if(NOT BATON_UNITY)
    target_precompile_headers(${target} REUSE_FROM baton_pch_${set})
  endif()
endfunction()
