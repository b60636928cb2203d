/** Names under which servers leave lying about what nobody should read, each with the endings of copies and archives. */
const left = [
  '.git', '.git/HEAD', '.git/config', '.git/index', '.gitignore', '.svn/entries', '.hg/store', '.env', '.env.local', '.env.production', '.npmrc', '.htaccess', '.htpasswd', '.DS_Store',
  '.well-known/security', '.ssh/id_rsa', '.aws/credentials', '.docker/config', '.vscode/settings', '.idea/workspace', '.ci', '.data', 'id_rsa', 'package', 'package-lock', 'node_modules',
  'tsconfig', 'vite.config', 'src/server/main', 'src/hooks.server', 'src/db/tables', 'src', 'build', 'build/handler', 'docs', 'tests', 'tools', 'bench', 'bootstrap/run', 'deploy', 'README',
  'metrics', 'metric', 'prometheus', 'stats', 'status', 'server-status', 'server-info', 'health', 'healthcheck', 'debug', 'debug/vars', 'debug/pprof', 'trace', 'dump', 'heapdump', 'actuator',
  'actuator/env', 'actuator/health', 'actuator/heapdump', 'info', 'env', 'config', 'configuration', 'settings', 'setup', 'install', 'console', 'shell', 'cmd', 'terminal', 'phpinfo', 'test',
  'admin', 'administrator', 'admin/login', 'adminer', 'phpmyadmin', 'pma', 'pgadmin', 'mysql', 'postgres', 'database', 'db', 'sql', 'dump/db', 'backup', 'backups', 'bak', 'old', 'tmp', 'temp',
  'logs', 'log', 'error', 'access', 'app', 'server', 'main', 'index', 'home', 'login', 'logout', 'signin', 'register', 'user', 'users', 'account', 'accounts', 'password', 'passwd', 'secret',
  'secrets', 'key', 'keys', 'token', 'tokens', 'cert', 'private', 'internal', 'hidden', 'intranet', 'staging', 'dev', 'development', 'production', 'graphql', 'graphiql', 'playground', 'swagger',
  'swagger-ui', 'api-docs', 'openapi', 'api/v0', 'api/v2', 'api/admin', 'api/internal', 'api/users', 'rest', 'soap', 'rpc', 'jsonrpc', 'xmlrpc', 'ws', 'socket.io', 'sockjs', 'upload', 'uploads',
  'files', 'file', 'documents', 'media', 'images', 'assets', 'static', 'public', 'cgi-bin', 'cgi-bin/test', 'wp-admin', 'wp-login', 'wp-config', 'wp-content', 'xampp', 'jenkins', 'grafana',
  'kibana', 'solr', 'elastic', 'redis', 'rabbitmq', 'consul', 'vault', 'minio', 's3', 'nexus', 'sonar', 'jira', 'gitlab', 'hooks', 'hook', 'webhook', 'webhooks', 'callback', 'stripe', 'twilio',
  'cron', 'jobs', 'queue', 'worker', 'pgboss', 'migrate', 'migrations', 'seed', 'fixtures', 'mock', 'sandbox', 'demo', 'example', 'examples', 'sample', 'crossdomain', 'clientaccesspolicy',
  'patients', 'pacientes', 'recordings', 'grabaciones', 'export', 'import', 'report', 'reports', 'audit', 'operador/admin', 'turn', 'coturn', 'turnserver', 'certs', 'nginx', 'caddy', 'docker-compose',
  'Dockerfile', 'Makefile', 'Procfile', 'web.config', 'composer', 'Gemfile', 'requirements', 'yarn', 'pnpm-lock', 'sw', 'service-worker', '_app/version', '_app/immutable', '_app/env', '__data',
  '__sveltekit', '_next', '_nuxt', '@fs/etc/passwd', '@vite/client', '@id/__x00__', '__inspect', '__open-in-editor',
]; // prettier-ignore
const endings = ['', '/', '.json', '.js', '.ts', '.map', '.js.map', '.bak', '.old', '.zip', '.tar.gz', '.sql', '.yml', '.txt', '.log', '.html', '.xml', '~', '.swp'];

/** Some 4,600 addresses to ask for, without the leading slash (quality 91). */
export const words: readonly string[] = left.flatMap((name) => endings.map((ending) => name + ending)).slice(0, 4600);
