# docs/openapi.yaml becomes a C++ source, so that the program serves its own description. Included by cmake/rooms.cmake once
# baton_http exists.
add_executable(yaml_to_cpp ${CMAKE_SOURCE_DIR}/cmake/yaml_to_cpp.cpp)
target_link_libraries(yaml_to_cpp PRIVATE baton_formats)
target_precompile_headers(yaml_to_cpp REUSE_FROM baton_pch_pure)
set(openapi_source ${CMAKE_BINARY_DIR}/generated/http/openapi.cpp)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated/http)
add_custom_command(OUTPUT ${openapi_source}
  COMMAND yaml_to_cpp ${CMAKE_SOURCE_DIR}/docs/openapi.yaml ${openapi_source} http/api/openapi.hpp openapi
  DEPENDS yaml_to_cpp ${CMAKE_SOURCE_DIR}/docs/openapi.yaml
  VERBATIM)
target_sources(baton_http PRIVATE ${openapi_source})
