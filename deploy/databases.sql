-- Databases and logins of Samplan, for psql 14 or newer, as a superuser or a role that may create databases and roles. Made once:
-- docker compose runs it when the server's volume is empty; on a managed server it is run by hand:
--
--   set -a; . ./.env; set +a; psql -v ON_ERROR_STOP=1 -h <host> -U <administrator> postgres -f deploy/databases.sql
--
-- Each subgraph has a database that only its own two logins may enter. The owner makes the tables and is used by migrations
-- alone. The service owns nothing: what it may do stands in the migrations, as rights of the role samplan_application, and
-- changing the access log is not among them.

\getenv identity_owner IDENTITY_OWNER_PASSWORD
\getenv identity_service IDENTITY_SERVICE_PASSWORD
\getenv organisation_owner ORGANISATION_OWNER_PASSWORD
\getenv organisation_service ORGANISATION_SERVICE_PASSWORD
\getenv care_owner CARE_OWNER_PASSWORD
\getenv care_service CARE_SERVICE_PASSWORD
\getenv sip_owner SIP_OWNER_PASSWORD
\getenv sip_service SIP_SERVICE_PASSWORD

CREATE ROLE samplan_application NOLOGIN;

CREATE ROLE identity_owner LOGIN PASSWORD :'identity_owner';
CREATE ROLE identity_service LOGIN PASSWORD :'identity_service' IN ROLE samplan_application;
GRANT identity_owner TO CURRENT_USER;
CREATE DATABASE identity OWNER identity_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE identity FROM PUBLIC;
GRANT CONNECT ON DATABASE identity TO identity_service;

CREATE ROLE organisation_owner LOGIN PASSWORD :'organisation_owner';
CREATE ROLE organisation_service LOGIN PASSWORD :'organisation_service' IN ROLE samplan_application;
GRANT organisation_owner TO CURRENT_USER;
CREATE DATABASE organisation OWNER organisation_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE organisation FROM PUBLIC;
GRANT CONNECT ON DATABASE organisation TO organisation_service;

CREATE ROLE care_owner LOGIN PASSWORD :'care_owner';
CREATE ROLE care_service LOGIN PASSWORD :'care_service' IN ROLE samplan_application;
GRANT care_owner TO CURRENT_USER;
CREATE DATABASE care OWNER care_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE care FROM PUBLIC;
GRANT CONNECT ON DATABASE care TO care_service;

CREATE ROLE sip_owner LOGIN PASSWORD :'sip_owner';
CREATE ROLE sip_service LOGIN PASSWORD :'sip_service' IN ROLE samplan_application;
GRANT sip_owner TO CURRENT_USER;
CREATE DATABASE sip OWNER sip_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE sip FROM PUBLIC;
GRANT CONNECT ON DATABASE sip TO sip_service;
