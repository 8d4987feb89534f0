using Cake.Core;

namespace Cake.Frosting;

/// <summary>A context to derive from: everything of <see cref="ICakeContext"/>, forwarded.</summary>
public class FrostingContext(ICakeContext context) : CakeContextAdapter(context), IFrostingContext;
