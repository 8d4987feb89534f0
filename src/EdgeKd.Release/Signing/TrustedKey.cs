namespace EdgeKd.Release;

/// <summary>A public key that its holder trusts, and when.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Key">The key.</param>
/// <param name="ValidFrom">The first day on which its signatures are taken; null for any.</param>
/// <param name="ValidUntil">The last day; null for any.</param>
public sealed record TrustedKey(string Name, PublicKey Key, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null)
{
    /// <summary>Whether its signatures are taken on a day.</summary>
    public bool IsValidOn(DateOnly day) => !(day < ValidFrom) && !(day > ValidUntil);
}
