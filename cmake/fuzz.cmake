# Fuzz targets, built by clang with libFuzzer: cmake --preset fuzz && cmake --build --preset fuzz. Included by
# tests/CMakeLists.txt. The preset has checks of addresses made by calls and not in place, which takes a quarter off the
# time of the compiler. They link pure rooms. Of the rooms http and connectors, which do I/O, only the sources that read bytes
# are compiled: a target that comes to need another one does not link until its name stands here.
set(fuzz_dir ${CMAKE_SOURCE_DIR}/tests/fuzz)

function(baton_fuzz_room room needs)
  list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/src/${room}/ OUTPUT_VARIABLE sources)
  list(TRANSFORM sources APPEND .cpp)
  add_library(fuzz_room_${room} STATIC EXCLUDE_FROM_ALL ${sources})
  target_include_directories(fuzz_room_${room} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  baton_precompiled_headers(fuzz_room_${room} pure)
  target_link_libraries(fuzz_room_${room} PUBLIC ${needs})
  baton_unity(fuzz_room_${room})
  # They are compiled last. Batches of this size leave no processor idle at the end.
  set_target_properties(fuzz_room_${room} PROPERTIES UNITY_BUILD_BATCH_SIZE 16)
endfunction()
baton_fuzz_room(http baton_core
  server/authority server/chunked server/head server/message api/members api/query api/values)
# Reading a manifest reaches the table of the ways to authorize. Some of them fetch tokens over HTTP, and references may name
# secrets of the store: no_network.cpp stands in for client and store, which no target calls.
baton_fuzz_room(connectors "baton_ingress;baton_context"
  adf answer asana_html connection_auth escapes file_stamp inflate keys links manifest manifest_inputs manifest_request needles redaction reference request request_body retry_after
  slack_sections poll secret_name secret_search manifest_polls plugin/manifest_plugin mail/address mail/domain mail/mail mail/mime mail/server sftp/server auth/auth auth/aws_sigv4 auth/basic auth/bearer auth/bearer_proof
  auth/github_app auth/header auth/jwt auth/jwt_bearer auth/none auth/oauth2 auth/query auth/sign_in auth/ssh_key auth/table auth/token_endpoint)
target_sources(fuzz_room_connectors PRIVATE ${fuzz_dir}/no_network.cpp)
target_link_libraries(fuzz_room_connectors PUBLIC sodium z)
baton_fuzz_room(views baton_core query)

add_custom_target(fuzz)
function(baton_fuzz what)
  add_executable(fuzz_${what} EXCLUDE_FROM_ALL ${fuzz_dir}/fuzz_${what}.cpp)
  target_link_libraries(fuzz_${what} PRIVATE ${ARGN})
  target_link_options(fuzz_${what} PRIVATE -fsanitize=fuzzer)
  baton_precompiled_headers(fuzz_${what} pure)
  baton_test_target(fuzz_${what})
  set_target_properties(fuzz_${what} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  add_dependencies(fuzz fuzz_${what})
endfunction()
baton_fuzz(http fuzz_room_http)
baton_fuzz(ids fuzz_room_http)
baton_fuzz(json baton_core)
baton_fuzz(rows baton_engine)
baton_fuzz(calendar baton_calendar)
baton_fuzz(cel baton_cel)
baton_fuzz(template baton_engine baton_templates)
baton_fuzz(tables baton_facts baton_routing)
baton_fuzz(windows baton_engine baton_templates)
baton_fuzz(times fuzz_room_connectors)
baton_fuzz(query fuzz_room_views)
baton_fuzz(url baton_formats)
baton_fuzz(cloudevents baton_ingress)
baton_fuzz(webhooks fuzz_room_connectors)
baton_fuzz(answers fuzz_room_connectors)
baton_fuzz(mail fuzz_room_connectors)
baton_fuzz(gzip fuzz_room_connectors)
baton_fuzz(sftp fuzz_room_connectors)

# The unit tests of the pure rooms that the fuzz targets link, all but those of ingress, which link the room connectors. The pure
# rooms are compiled here with ASan and UBSan anyway, so only the tests are left to compile. scripts/changes.py reads the names of
# the rooms here; scripts/test.py leaves out the tests of its list NOT_SANITIZED.
add_custom_target(sanitized_unit_tests)
foreach(room core formats calendar routing cel facts goals identity templates context engine insight kpis detectors)
  add_dependencies(sanitized_unit_tests unit_${room})
endforeach()
