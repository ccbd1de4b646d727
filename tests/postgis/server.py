"""A PostgreSQL with PostGIS of our own, in a temporary folder and on a free port of the loopback, gone at the end."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """The owner logs in as `baas` with the password `Geheim-1`, from a password file that the environment names."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found:
            raise SystemExit("postgis: there is no PostgreSQL here; install packaging/debian-packages-postgis.txt")
        self.bin = os.path.dirname(found[-1])
        self.folder = tempfile.mkdtemp(prefix="brandpunt-postgis-")
        self.port = free_port()
        self.passwords = {"baas": "Geheim-1"}
        # PostgreSQL refuses to run as root; Debian's package makes a user for it.
        self.before = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            self.before = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        os.chmod(self.folder, 0o755)
        secret = os.path.join(self.folder, "secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("Geheim-1\n")
        os.chmod(secret, 0o644)
        self.data = os.path.join(self.folder, "data")
        subprocess.run([*self.before, os.path.join(self.bin, "initdb"), "-D", self.data, "-U", "baas", "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8",
                        "--locale=C.UTF-8", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.start()
        self.keep_passwords()
        subprocess.run(["psql", "-qc", "CREATE DATABASE town", "postgres"], env=self.environment("baas"), check=True)
        self.sql("CREATE EXTENSION postgis")

    def control(self, *words):
        subprocess.run([*self.before, os.path.join(self.bin, "pg_ctl"), "-D", self.data, "-s", *words], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd="/")

    def start(self):
        self.control("-w", "-l", os.path.join(self.data, "log"), "-o",
                     "-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60" % (self.port, self.folder), "start")

    def kill(self):
        """As a power failure does it: every process of the server at once."""
        self.control("-m", "immediate", "stop")

    def stop(self):
        try:
            self.kill()
        except subprocess.CalledProcessError:
            pass
        time.sleep(0.1)
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep_passwords(self):
        path = os.path.join(self.folder, "pgpass")
        with open(path, "w", encoding="ascii") as file:
            for user, password in self.passwords.items():
                file.write("127.0.0.1:*:*:%s:%s\n" % (user, password))
        os.chmod(path, 0o600)

    def environment(self, user):
        return dict(os.environ, PGHOST="127.0.0.1", PGPORT=str(self.port), PGUSER=user, PGPASSFILE=os.path.join(self.folder, "pgpass"))

    def sql(self, text, database="town", user="baas"):
        """The first column of what a statement gives, as a list of texts."""
        done = subprocess.run(["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-f", "-", database], input=text, env=self.environment(user), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.split("\n")[:-1]

    def add_user(self, user, *roles):
        self.passwords[user] = "Wacht-" + user
        self.keep_passwords()
        self.sql("CREATE ROLE %s LOGIN PASSWORD '%s';" % (user, self.passwords[user]) + "".join("GRANT %s TO %s;" % (role, user) for role in roles))
