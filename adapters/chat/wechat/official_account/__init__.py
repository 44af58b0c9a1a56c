"""WeChat official accounts: verified ones push pictures, unverified ones answer within seconds or hand over later."""
