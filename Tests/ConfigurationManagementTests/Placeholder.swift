// Tests of ConfigurationManagement.
