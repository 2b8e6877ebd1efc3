# Included by cmake/rooms.cmake once baton_http exists. Two sources are made here, so that the program serves its own description and
# its console.

# docs/openapi.yaml becomes a C++ source.
add_executable(yaml_to_cpp ${CMAKE_SOURCE_DIR}/cmake/yaml_to_cpp.cpp)
target_link_libraries(yaml_to_cpp PRIVATE baton_formats)
baton_precompiled_headers(yaml_to_cpp pure)
set(openapi_source ${CMAKE_BINARY_DIR}/generated/http/openapi.cpp)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated/http)
add_custom_command(OUTPUT ${openapi_source}
  COMMAND yaml_to_cpp ${CMAKE_SOURCE_DIR}/docs/openapi.yaml ${openapi_source} http/api/openapi.hpp openapi
  DEPENDS yaml_to_cpp ${CMAKE_SOURCE_DIR}/docs/openapi.yaml
  VERBATIM)
target_sources(baton_http PRIVATE ${openapi_source})

# So does the console, which is built anew when its sources or the description of the API have changed.
if(BATON_CONSOLE)
  set(web ${CMAKE_SOURCE_DIR}/web)
  set(console_source ${CMAKE_BINARY_DIR}/generated/http/console_files.cpp)
  file(GLOB_RECURSE console_inputs CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
  list(FILTER console_inputs EXCLUDE REGEX "/schema\\.d\\.ts$|\\.test\\.ts$")
  foreach(input index.html package-lock.json package.json scripts/types.mjs svelte.config.js tsconfig.json vite.config.ts)
    list(APPEND console_inputs ${web}/${input})
  endforeach()
  find_program(BATON_PYTHON python3 REQUIRED)
  add_custom_command(OUTPUT ${console_source}
    COMMAND ${BATON_PYTHON} ${CMAKE_SOURCE_DIR}/scripts/console.py pack --build ${CMAKE_BINARY_DIR} --out ${console_source}
    DEPENDS ${console_inputs} ${CMAKE_SOURCE_DIR}/docs/openapi.yaml ${CMAKE_SOURCE_DIR}/scripts/console.py
    COMMENT "Building the console"
    VERBATIM)
else()
  set(console_source ${CMAKE_SOURCE_DIR}/cmake/no_console.cpp)
endif()
set_source_files_properties(${console_source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
target_sources(baton_http PRIVATE ${console_source})
