var phoneServer = new PhoneServerCustomization();
