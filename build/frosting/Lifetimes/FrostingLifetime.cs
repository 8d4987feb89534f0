using Cake.Core;

namespace Cake.Frosting;

/// <summary>A lifetime with the plain context.</summary>
public abstract class FrostingLifetime : FrostingLifetime<ICakeContext>;
