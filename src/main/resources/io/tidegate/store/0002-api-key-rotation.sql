-- Rotation of API keys. `family` is the id of the first key that this one goes on for; none where it is that itself.
-- `replaced_by` is the key that goes on for this one.
ALTER TABLE api_keys ADD COLUMN family TEXT;
ALTER TABLE api_keys ADD COLUMN replaced_by TEXT;
