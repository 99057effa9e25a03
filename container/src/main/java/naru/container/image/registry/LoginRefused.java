package naru.container.image.registry;

import naru.network.model.NaruException;

/** A registry or its token server rejects the credentials, or requires some. Status 401. */
public final class LoginRefused extends NaruException.External {
    private static final long serialVersionUID = 1;

    public LoginRefused(String message) {
        super(401, message);
    }

    @Override
    public LoginRefused withMessage(String message) {
        return new LoginRefused(message);
    }
}
