// Provisioners
