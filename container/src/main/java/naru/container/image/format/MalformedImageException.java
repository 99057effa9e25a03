package naru.container.image.format;

/** What claims to be an image, or a part of one, is not. */
public final class MalformedImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedImageException(String message) {
        super(message);
    }
}
