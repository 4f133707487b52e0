"""What the IOS-like systems (IOS, IOS-XE, EOS, FRR) share: one reader a feature, told apart by an `IosLike`."""
