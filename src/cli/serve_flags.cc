#include "cli/serve_flags.h"

#include "cli/request_flags.h"

namespace ponder {

void ServeFlags::AddTo(CLI::App& app) {
  app.add_option("--host", options_.host, "address to listen on (default 127.0.0.1)")
      ->type_name("HOST");
  app.add_option("--port", options_.port, "0: any free one (default 8080)")
      ->check(CLI::Range(0, 65535))
      ->type_name("PORT");
  AddSharingTo(app);
  AddSafetyTo(app);
  model_.AddSeveralTo(app);
  model_.AddEndpointsTo(app);
  app.add_option("--effort-table", effort_table_,
                 "what the levels of effort mean (ponder methods --effort prints it)")
      ->type_name("FILE");
  app.add_option("--memory", memory_,
                 "memory of all loaded models together; 0: no limit (default). Others are loaded "
                 "when asked for, and the one not used for longest goes")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("GB")
      ->group("Model");
}

void ServeFlags::AddSharingTo(CLI::App& app) {
  const std::string group = "Sharing";
  app.add_option("--running", options_.running, "requests at work at once (default 64)")
      ->check(CLI::Range(1, 10000))
      ->type_name("N")
      ->group(group);
  app.add_option("--waiting", options_.waiting, "requests that may wait for them (default 256)")
      ->check(CLI::Range(0, 100000))
      ->type_name("N")
      ->group(group);
  app.add_option("--connections", options_.connections, "connections at once (default 512)")
      ->check(CLI::Range(1, 10000))
      ->type_name("N")
      ->group(group);
  app.add_option("--request-seconds", options_.request_seconds,
                 "longest request, waiting included; 0: no limit (default)")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("S")
      ->group(group);
  app.add_option("--drain-seconds", drain_seconds_,
                 "what runs may still take after Ctrl-C or SIGTERM (default 30)")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("S")
      ->group(group);
}

void ServeFlags::AddSafetyTo(CLI::App& app) {
  const std::string group = "Safety";
  app.add_option("--api-key", key_,
                 "key that requests must carry; others on this machine may see it: better a file")
      ->type_name("KEY")
      ->group(group);
  app.add_option("--api-key-file", key_file_,
                 "keys, one a line: NAME KEY [at-once=N] [requests=N] [tokens=N], the last two a "
                 "minute")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--tls-cert", options_.tls_certificate, "certificate, to serve by HTTPS")
      ->type_name("PEM")
      ->group(group);
  app.add_option("--tls-key", options_.tls_key, "the certificate's key")
      ->type_name("PEM")
      ->group(group);
  app.add_option("--cors-origin", options_.origins,
                 "origin of web pages that may ask (https://HOST); repeatable; *: all")
      ->allow_extra_args(false)
      ->type_name("ORIGIN")
      ->group(group);
  app.add_option("--max-body-mb", body_mb_, "longest body of a request (default 16)")
      ->check(CLI::Range(0.001, 4096.0))
      ->type_name("MB")
      ->group(group);
  app.add_flag("--log-prompts", options_.log_prompts, "the log shows what was asked");
  app.add_flag("!--no-request-log", request_log_, "no line a request on standard error");
}

void ServeFlags::Check() const {
  model_.Check();
  if (options_.tls_certificate.empty() != options_.tls_key.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "--tls-cert: a certificate and --tls-key are wanted");
  }
  if (!options_.tls_key.empty() && !HasTls()) {
    throw Error(ErrorCode::kUnsupported, "--tls-cert: this build has no TLS (OpenSSL not found)");
  }
  Options();  // the file of keys
}

ServerOptions ServeFlags::Options() const {
  ServerOptions options = options_;
  options.body_bytes = static_cast<int64_t>(body_mb_ * (1 << 20));
  if (!key_file_.empty()) {
    options.keys = ReadApiKeys(ReadWholeFile(key_file_, "--api-key-file"));
  }
  if (!effort_table_.empty()) {
    options.efforts =
        EffortTable::Parse(ReadWholeFile(effort_table_, "--effort-table"), effort_table_);
  }
  if (!key_.empty()) options.keys.push_back({.name = "api-key", .secret = key_});
  return options;
}

}  // namespace ponder
